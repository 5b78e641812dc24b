"""Every page a reader can open, and what it says."""

from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.utils import timezone

from posts.models import Category, Series
from posts.views import service

PAGES = ["/", "/categories/", "/tags/", "/archive/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"]


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/robots.txt", "/healthz"])
def test_an_empty_site_answers_kindly(client, db, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[:4])
def test_an_empty_site_says_that_nothing_is_there_yet(client, db, path):
    assert 'class="empty-state"' in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/posts/missing/",
        "/categories/missing/",
        "/tags/missing/",
        "/categories/missing/feeds/rss.xml",
        "/tags/missing/feeds/atom.xml",
        "/?page=2",
        "/?page=0",
        "/?page=-1",
        "/?page=one",
        "/archive/2025/",
        "/archive/2026/13/",
        "/archive/2026/02/30/",
        "/archive/0000/",
        "/archive/9999/",
        "/archive/9999/12/31/",
        "/archive/2026/1/",
        "/media/missing.png",
        "/media/../manage.py",
        "/no/such/page",
    ],
)
def test_what_is_not_there_is_a_404(client, make_post, path):
    make_post()
    assert client.get(path).status_code == 404


def test_the_home_page_lists_live_posts_newest_first(client, make_post):
    now = timezone.now()
    make_post("Old", published_at=now - timedelta(days=2))
    make_post("New", published_at=now - timedelta(days=1))
    make_post("Draft", published_at=None)
    make_post("Scheduled", published_at=now + timedelta(days=1))
    response = client.get("/")
    assert [post.title for post in response.context["posts"]] == ["New", "Old"]
    page = response.content.decode()
    assert "INCOMING TRANSMISSION" in page
    assert "LATEST UPDATES" in page


def test_a_page_holds_twelve_posts_and_the_numbers_stay_few(client, make_post):
    for number in range(12 * 9 + 1):
        make_post(f"Post {number}")
    assert len(client.get("/").context["posts"]) == 12
    response = client.get("/?page=5")
    assert list(response.context["page_range"]) == [1, 2, 3, 4, 5, 6, 7, "…", 10]
    assert 'href="?page=10"' in response.content.decode()
    assert len(client.get("/?page=10").context["posts"]) == 1


def test_a_post_shows_what_it_is(client, make_post):
    category = Category.objects.create(name="Models")
    make_post(
        "Attention",
        category=category,
        tags=["Transformer"],
        source="## First\n\nText with $x^2$.\n\n## Second\n\nMore.",
        published_at=datetime(2026, 1, 11, 23, 30, tzinfo=UTC),
    )
    make_post("Newer", tags=["Transformer"], published_at=datetime(2026, 2, 1, tzinfo=UTC))
    page = client.get("/posts/attention/").content.decode()
    for piece in (
        "Attention",
        "林默",
        "/categories/models/",
        "/tags/transformer/",
        'href="#first"',
        "<math",
        "/posts/newer/",
    ):
        assert piece in page


def test_times_are_shown_in_the_zone_of_the_site(client, make_post):
    make_post("Night", published_at=datetime(2026, 1, 11, 23, 30, tzinfo=UTC))
    assert 'datetime="2026-01-12' in client.get("/posts/night/").content.decode()
    assert client.get("/archive/2026/01/12/").status_code == 200
    assert client.get("/archive/2026/01/11/").status_code == 404


def test_a_draft_is_for_editors_and_for_no_cache(client, make_post, editor):
    make_post("Draft", published_at=None)
    assert client.get("/posts/draft/").status_code == 404
    client.force_login(editor)
    response = client.get("/posts/draft/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/posts/a-post/", "/archive/", "/tags/", "/categories/"])
def test_pages_for_readers_do_not_vary_by_cookie(client, make_post, path):
    make_post()
    response = client.get(path)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_a_category_holds_the_posts_below_it(client, make_post):
    top = Category.objects.create(name="Models", description="What learns.")
    below = Category.objects.create(name="Attention", parent=top)
    make_post("Upper", category=top)
    make_post("Lower", category=below)
    make_post("Elsewhere")
    response = client.get("/categories/models/")
    assert {post.title for post in response.context["posts"]} == {"Upper", "Lower"}
    assert "What learns." in response.content.decode()
    assert {post.title for post in client.get("/categories/attention/").context["posts"]} == {"Lower"}


def test_the_categories_count_live_posts_with_those_below(client, make_post):
    top = Category.objects.create(name="Models")
    below = Category.objects.create(name="Attention", parent=top)
    Category.objects.create(name="Nothing here")
    make_post("Upper", category=top)
    make_post("Lower", category=below)
    make_post("A draft", category=below, published_at=None)
    categories = client.get("/categories/").context["categories"]
    assert [(category.name, category.depth, category.live_count) for category in categories] == [
        ("Models", 0, 2),
        ("Attention", 1, 1),
    ]


def test_the_tags_count_live_posts_only(client, make_post):
    make_post("One", tags=["a", "b"])
    make_post("Two", tags=["a"])
    make_post("A draft", tags=["b", "secret"], published_at=None)
    tags = client.get("/tags/").context["tags"]
    assert [(tag.name, tag.live_count) for tag in tags] == [("a", 2), ("b", 1)]
    assert [post.title for post in client.get("/tags/b/").context["posts"]] == ["One"]


def test_the_archive_counts_years_and_months(client, make_post):
    for day, title in (
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "Last minute"),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), "First minute"),
    ):
        make_post(title, published_at=day)
    years = client.get("/archive/").context["years"]
    assert [
        (year["date"].year, year["count"], [month["date"].month for month in year["months"]])
        for year in years
    ] == [
        (2026, 1, [1]),
        (2025, 1, [12]),
    ]
    assert [post.title for post in client.get("/archive/2026/").context["posts"]] == ["First minute"]
    assert [post.title for post in client.get("/archive/2025/12/").context["posts"]] == ["Last minute"]


def test_a_page_of_a_period_is_only_of_that_period(client, make_post):
    make_post("January", published_at=datetime(2026, 1, 5, tzinfo=UTC))
    make_post("February", published_at=datetime(2026, 2, 5, tzinfo=UTC))
    assert [post.title for post in client.get("/archive/2026/02/").context["posts"]] == ["February"]


def test_a_month_that_goes_on_holds_what_is_live(client, make_post, time_machine):
    for day in (10, 20):
        make_post(f"On the {day}th", published_at=datetime(2026, 1, day, tzinfo=UTC))
    for today, titles in {15: ["On the 10th"], 25: ["On the 20th", "On the 10th"]}.items():
        time_machine.move_to(datetime(2026, 1, today, tzinfo=UTC))
        assert [post.title for post in client.get("/archive/2026/01/").context["posts"]] == titles


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_interface_speaks_the_language_of_the_setting(client, make_post, settings, language, lang):
    settings.LANGUAGE_CODE = language
    make_post(language="ja")
    page = client.get("/posts/a-post/").content.decode()
    assert f'<html lang="{lang}"' in page
    assert 'lang="ja"' in page
    assert ("归档" in page) is (language == "zh-hans")


def test_robots_name_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_robots_name_the_sitemap_at_the_public_address(client, settings):
    settings.SITE_URL = "https://example.org"
    assert "Sitemap: https://example.org/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_health_says_when_the_database_is_gone(client, monkeypatch):
    monkeypatch.setattr(service, "connection", Mock(cursor=Mock(side_effect=OperationalError)))
    assert client.get("/healthz").status_code == 503


def test_a_post_of_a_series_is_shown(client, make_post):
    make_post(series=Series.objects.create(name="From scratch"), series_order=1)
    assert "From scratch" in client.get("/posts/a-post/").content.decode()


def test_a_cover_of_unknown_size_has_none(client, make_post):
    post = make_post(cover=ContentFile(b"<svg/>", "drawing.svg"))
    for page in ("/", post.get_absolute_url()):
        assert 'width="None"' not in client.get(page).content.decode()
