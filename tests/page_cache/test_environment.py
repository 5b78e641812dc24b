"""What pages depend on beside their rows: the site that a process holds, the clock, templates, static files.

Here changes are committed. Within a transaction the site is read for each page, and would be among its rows.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from posts.models import NavigationItem, Post, SiteSettings, site
from posts.models.kind import PostKind
from posts.models.site_holder import holder
from posts.models.site_version import get_site_version
from posts.page_cache import store as page_store
from posts.page_cache.page_environment import compute_environment
from tests.page_cache.conftest import Reader
from tests.page_cache.test_proof import NOON
from tests.support.proofs import scale

WAYS = ["with", "without"]
PATHS = scale(("/",), ("/", "/posts/one/", "/feeds/atom.xml"))


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def own_site(clock, author, make_post, site_version, monkeypatch):
    """A site, held as a server holds it, with a link in its header to a page that goes live tomorrow."""
    monkeypatch.setattr(site, "get_current_version", site_version.get_version)
    for number, slug in enumerate(("one", "two", "three"), 1):
        make_post(slug.title(), slug=slug, language="en", published_at=NOON - timedelta(days=number))
    SiteSettings(name="Site", language="en").save()
    tomorrow = NOON + timedelta(days=1)
    page = Post.objects.create(
        title="Soon", slug="soon", author=author, kind=PostKind.PAGE, published_at=tomorrow
    )
    NavigationItem.objects.create(page=page)
    NavigationItem.objects.create(label="Elsewhere", url="https://example.org/")


class OtherProcess:
    """Commits as another process does: this one hears of it by the version of the site alone."""

    def __enter__(self):
        self.held, self.wrappers = holder.held, connection.execute_wrappers[:]
        connection.execute_wrappers.clear()

    def __exit__(self, *_):
        connection.execute_wrappers[:] = self.wrappers
        holder.held, connection.has_site_changes = self.held, False
        get_site_version().invalidate()


def change_settings(**values):
    def change(_clock):
        with OtherProcess():
            SiteSettings.objects.update(**values)

    return change


def change_link(_clock):
    with OtherProcess():
        NavigationItem.objects.filter(page=None).update(label="Here")


def add_link(_clock):
    with OtherProcess():
        NavigationItem.objects.create(label="New", url="https://example.net/")


def rename_linked_page(_clock):
    with OtherProcess():
        Post.objects.filter(slug="soon").update(title="Here now", title_text="")


def pass_publication_of_linked_page(clock):
    clock.shift(timedelta(hours=25))


CHANGES = {
    "a link that goes live": pass_publication_of_linked_page,
    "name": change_settings(name="Renamed"),
    "language": change_settings(language="zh-hans"),
    "time zone": change_settings(time_zone="Pacific/Auckland"),
    "posts of a page": change_settings(posts_per_page=2),
    "footer": change_settings(footer_text="At the foot"),
    "accent": change_settings(accent_light="#123456"),
    "a link": change_link,
    "a new link": add_link,
    "the page of a link": rename_linked_page,
}


def read_pages(reader):
    return [reader.get(path).body for path in PATHS]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_seen", [True, pytest.param(False, marks=pytest.mark.variation)], ids=WAYS)
def test_no_page_is_sent_of_another_environment(is_seen, reader, own_site, clock, monkeypatch):
    """Without the environment in the digest, each of the changes would leave pages as they were."""
    if not is_seen:
        monkeypatch.setattr(page_store, "digest_environment", lambda: b"")
    for name, change in CHANGES.items():
        before = read_pages(reader)
        change(clock)
        after, fresh = read_pages(reader), read_pages(Reader())
        assert fresh != before, name
        assert (after == fresh) == is_seen, name
        reader.store.pages.pages.clear()


@pytest.mark.variation
@pytest.mark.parametrize("name", ["theme/templates/footer.html", "static/staticfiles.json"])
@pytest.mark.parametrize("is_seen", [True, False], ids=WAYS)
def test_a_server_sends_no_page_of_other_files(is_seen, name, reader, settings, monkeypatch):
    folder = settings.DATA_DIR
    settings.PAGE_DISK_MB, settings.THEME_DIR = 10, folder / "theme"
    settings.STATIC_ROOT = folder / "static"
    if not is_seen:
        monkeypatch.setattr(page_store, "compute_environment", lambda: "0" * 32)
    renders = []
    for text in ("before", "after", "before"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        compute_environment.cache_clear()
        server = Reader()
        server.get("/")
        server.store.close()
        renders.append(server.renders)
    compute_environment.cache_clear()
    assert renders == ([1, 1, 0] if is_seen else [1, 0, 0])
