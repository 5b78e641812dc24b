"""What the site is called, and how it looks: the row, else the environment; read once for each version."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from posts.models import NavigationItem, PostKind, SiteSettings, get_site, site
from posts.models.site_locale import use_site_locale
from posts.models.site_version import get_site_version


@pytest.fixture
def versions(monkeypatch, settings, tmp_path):
    """The version of a site of its own, as the server has it."""
    settings.DATA_DIR = tmp_path
    get_site_version.cache_clear()
    monkeypatch.setattr(site, "get_current_version", lambda: get_site_version().get_version())
    yield get_site_version()
    get_site_version.cache_clear()


def test_the_environment_is_the_default_of_each_empty_field(db, settings):
    settings.SITE_NAME, settings.SITE_DESCRIPTION = "Long Wave", "Notes"
    SiteSettings.objects.create(masthead="CALLING ALL STATIONS", language="xx", time_zone="Mars/Olympus")
    found = get_site()
    assert (found.name, found.description, found.masthead) == ("Long Wave", "Notes", "CALLING ALL STATIONS")
    assert (found.language, found.time_zone) == ("en", "Asia/Shanghai")
    assert (found.list_heading, found.posts_per_page, found.list_form) == ("LATEST UPDATES", 12, "cosy")
    assert [link.url for link in found.navigation] == [*("/archive/", "/categories/", "/tags/", "/feeds/")]


def test_the_row_overrides_it_and_there_is_one_row(db):
    SiteSettings.objects.create(name="First")
    SiteSettings(name="Second", language="zh-hans", time_zone="Europe/Paris").save()
    assert [row.name for row in SiteSettings.objects.all()] == ["Second"]
    assert (get_site().name, get_site().language_tag, str(get_site().zone)) == (
        *("Second", "zh-Hans"),
        "Europe/Paris",
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        get_site().name = "Third"


def test_links_of_the_header_follow_their_pages(db, make_post):
    page = make_post("About us", kind=PostKind.PAGE)
    soon = make_post("Soon", kind=PostKind.PAGE, published_at=timezone.now() + timedelta(days=1))
    draft = make_post("Draft", kind=PostKind.PAGE, published_at=None)
    for order, fields in enumerate(
        [
            {"page": page},
            {"page": soon},
            {"page": draft},
            {"built_in": "tag_list"},
            {"built_in": "archive", "label": "All"},
            {"url": "https://example.org/", "label": "Elsewhere"},
        ]
    ):
        NavigationItem.objects.create(order=order, **fields)
    assert get_site().navigation == (
        *(("About us", "/about-us/"), ("Tags", "/tags/"), ("All", "/archive/")),
        ("Elsewhere", "https://example.org/"),
    )
    with translation.override("zh-hans"):
        assert get_site().navigation[1].label == "标签"


def test_social_links_may_have_names(db):
    SiteSettings.objects.create(
        social_links="https://www.example.org/@me\n\n  Mastodon  https://m.example/@me \nmailto:a@b.c\n"
        "javascript:x\thttps://a.example/\n长波　台\u3000https://b.example/"
    )
    assert get_site().social_links == (
        *(("example.org", "https://www.example.org/@me"), ("Mastodon", "https://m.example/@me")),
        *(("a@b.c", "mailto:a@b.c"), ("javascript:x", "https://a.example/")),
        ("长波　台", "https://b.example/"),
    )


@pytest.mark.django_db(transaction=True)
class TestHolding:
    def test_it_is_read_once_for_each_version(self, versions):
        site.holder.held = None
        with CaptureQueriesContext(connection) as queries:
            assert {get_site().name for _ in range(3)} == {"Transmission"}
        assert len(queries) == 2
        # Past `save()`, as another process does it: nothing is told here but the version.
        SiteSettings.objects.bulk_create([SiteSettings(pk=1, name="Elsewhere")])
        with CaptureQueriesContext(connection) as queries:
            assert {get_site().name for _ in range(3)} == {"Elsewhere"}
        assert len(queries) == 2

    def test_no_page_asks_for_it_again(self, versions, client):
        SiteSettings.objects.create(name="Known")
        client.get("/archive/")
        with CaptureQueriesContext(connection) as queries:
            assert "Known" in client.get("/archive/").text
        assert [query for query in queries if "posts_sitesettings" in query["sql"]] == []

    def test_while_the_version_is_not_known_it_is_held_for_a_moment(self, monkeypatch):
        now = 1_000.0
        monkeypatch.setattr(site, "get_current_version", lambda: None)
        monkeypatch.setattr(site, "monotonic", lambda: now)
        with CaptureQueriesContext(connection) as queries:
            assert {get_site().name for _ in range(9)} == {"Transmission"}
        assert len(queries) == 2
        SiteSettings.objects.bulk_create([SiteSettings(pk=1, name="Elsewhere")])
        now += site.UNKNOWN_VERSION_SECONDS
        assert get_site().name == "Elsewhere"

    def test_a_change_that_comes_while_it_is_read_is_not_missed(self, versions, monkeypatch):
        site.holder.held = None
        load = site.load_stored_site

        def load_slowly(version):
            stored = load(version)
            SiteSettings.objects.update_or_create(defaults={"name": "Late"})
            return stored

        monkeypatch.setattr(site, "load_stored_site", load_slowly)
        get_site()
        monkeypatch.setattr(site, "load_stored_site", load)
        assert get_site().name == "Late"

    def test_what_is_never_committed_is_seen_by_its_transaction_alone(self, versions):
        with transaction.atomic():
            SiteSettings.objects.create(name="Never")
            versions.invalidate()
            assert get_site().name == "Never"
            transaction.set_rollback(True)
        assert get_site().name == "Transmission"

    def test_without_the_database_the_last_known_stays(self, versions, monkeypatch):
        SiteSettings.objects.create(name="Known")
        assert get_site().name == "Known"
        versions.invalidate()

        def fail(version):
            raise DatabaseError("away")

        monkeypatch.setattr(site, "load_stored_site", fail)
        assert get_site().name == "Known"
        site.holder.held = None
        assert get_site().name == "Transmission"


def test_what_has_no_request_uses_its_language_and_time_zone(db):
    SiteSettings.objects.create(language="zh-hans", time_zone="America/Lima")
    with use_site_locale():
        assert (translation.get_language(), timezone.get_current_timezone_name()) == (
            "zh-hans",
            "America/Lima",
        )
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "Asia/Shanghai")
