"""A server that starts again: its pages are there, and none is sent before it was proved."""

import pytest
from django.db import DatabaseError

from posts.models import Category, Post
from posts.page_cache import store as page_store
from posts.page_cache.page_disk import PageDisk
from tests.page_cache.conftest import Reader

PATHS = [
    *("/", "/posts/one/", "/categories/", "/categories/models/", "/tags/", "/tags/maths/", "/archive/"),
    *("/archive/2026/01/11/", "/feeds/", "/feeds/rss.xml", "/tags/maths/feeds/feed.json", "/robots.txt"),
    *("/categories/models/feeds/atom.xml", "/sitemap.xml", "/llms.txt", "/posts/one.md"),
    *("/api/v1/posts/", "/api/v1/posts/one/", "/api/v1/tags/maths/"),
]


@pytest.fixture
def restart(reader, settings, tmp_path):
    """Return a function that stops the server and returns one that was started after it."""
    settings.PAGE_DISK_MB = 10
    servers = [reader]
    reader.store.disk = reader.store.open_disk()

    def restart():
        servers[-1].store.close()
        servers.append(Reader())
        return servers[-1]

    yield restart
    servers[-1].store.close()


@pytest.fixture
def post(make_post, noon):
    category = Category.objects.create(name="Models", slug="models")
    return make_post("One", slug="one", category=category, tags=["maths"])


def test_pages_are_there_after_a_restart(reader, restart, post):
    before = {path: reader.get(path, accept_encoding="br") for path in PATHS}
    unproved = [key for key, page in reader.store.pages.pages.items() if page.dependencies is None]
    started = restart()
    after = {path: started.get(path, accept_encoding="br") for path in PATHS}
    assert {path: page.headers["etag"] for path, page in after.items()} == {
        path: page.headers["etag"] for path, page in before.items()
    }
    assert {path: page.body for path, page in after.items()} == {
        path: page.body for path, page in before.items()
    }
    assert started.renders == len(unproved) <= 2


def test_what_changed_while_the_server_was_down_is_made_anew(reader, restart, post, make_post):
    make_post("Two", slug="two")
    for path in ("/posts/one/", "/robots.txt"):
        reader.get(path)
    started = restart()
    # Past every listener, as in another process.
    Post.objects.filter(pk=post.pk).update(title="Changed")
    assert b"Changed" in started.get("/posts/one/").body
    assert started.get("/robots.txt").status == 200
    assert started.renders == 1
    # The new page is on the disk too.
    again = restart()
    assert b"Changed" in again.get("/posts/one/").body
    assert again.renders == 0


def test_no_page_is_sent_before_it_was_proved(reader, restart, post, monkeypatch):
    reader.get("/posts/one/")
    started = restart()

    def fail(*_):
        raise DatabaseError

    monkeypatch.setattr(page_store, "are_unchanged", fail)
    started.get("/posts/one/")
    assert started.renders == 1


def test_a_proved_page_is_then_sent_from_memory(
    reader, restart, post, django_assert_num_queries, monkeypatch
):
    reader.get("/posts/one/")
    started = restart()
    first = started.get("/posts/one/")
    monkeypatch.setattr(PageDisk, "read", None)
    with django_assert_num_queries(0):
        assert started.get("/posts/one/") == first


def test_pages_that_memory_has_no_room_for_come_from_the_disk(reader, restart, post):
    reader.store.pages.max_bytes = 1
    first = reader.get("/posts/one/")
    reader.store.close()
    assert reader.get("/posts/one/") == first
    assert reader.renders == 1


def test_the_disk_is_off_where_one_of_the_settings_is_0(restart, settings):
    for names in ({"PAGE_DISK_MB": 0}, {"PAGE_STORE_MB": 0}):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in names.items():
                patch.setattr(settings, name, value)
            assert Reader().store.disk is None


def test_a_disk_that_fails_harms_no_answer(reader, restart, post, tmp_path):
    reader.get("/")
    started = restart()
    (tmp_path / "page-cache").rename(tmp_path / "gone")
    (tmp_path / "page-cache").write_text("a file")
    assert started.get("/").status == 200
    assert started.get("/posts/one/").status == 200
