"""Which answers are stored, for whom, and for how long."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import time_machine
from backports import zstd
from django.db import DatabaseError

from posts.models import Post, Redirect

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/posts/one/",
        "/categories/",
        "/categories/models/",
        "/tags/",
        "/tags/maths/",
        "/archive/",
        "/archive/2026/01/11/",
        "/feeds/",
        "/feeds/rss.xml",
        "/tags/maths/feeds/feed.json",
        "/categories/models/feeds/atom.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/posts/one.md",
        "/api/v1/openapi.json",
        "/api/v1/posts/",
        "/api/v1/posts/one/",
        "/api/v1/tags/maths/",
    ],
)
def test_a_public_page_is_rendered_once(reader, make_post, noon, path):
    category = Post.category.field.related_model.objects.create(name="Models", slug="models")
    make_post("One", slug="one", category=category, tags=["maths"])
    first, second = reader.get(path), reader.get(path)
    assert first == second
    assert first.status == 200
    assert reader.renders == 1


def test_old_addresses_that_the_query_tells_reach_django_and_fill_no_store(reader, make_post):
    Redirect.add_redirect("/?p=7", make_post("One", slug="one"))
    reader.get("/")
    for name in ("p", "page_id"):
        assert [reader.get(f"/?{name}={number}").status for number in (6, 7, 8)] == [200, 301, 200]
    assert reader.renders == 7
    assert len(reader.store.pages.pages) == 1


@pytest.mark.parametrize(
    "path",
    ["/search/?q=one", "/search/titles.json?q=o", "/healthz", "/admin/login/", "/posts/one/card.png", "/no/"],
)
def test_a_page_that_is_not_public_is_rendered_each_time(reader, make_post, path):
    make_post("One", slug="one")
    for _ in range(2):
        reader.get(path)
    assert reader.renders == 2


def test_the_api_is_stored_without_parameters_and_without_a_token(reader, make_post):
    make_post("One", slug="one")
    whole = reader.get("/api/v1/posts/")
    assert "last-modified" in whole.headers
    assert b'"source"' in reader.get("/api/v1/posts/?include=source").body
    assert reader.get("/api/v1/posts/?page=2").status == 400
    assert reader.get("/api/v1/posts/", authorization="Bearer tmn_wrong").status == 401
    assert reader.renders == 4
    assert reader.get("/api/v1/posts/") == whole
    assert reader.get("/api/v1/posts/", **{"if-none-match": whole.headers["etag"]}).status == 304
    assert reader.renders == 4


def test_a_stored_answer_of_the_api_ends_with_a_change(reader, make_post, committing):
    post = make_post("One", slug="one")
    reader.get("/api/v1/posts/one/")
    with committing():
        Post.objects.filter(pk=post.pk).update(title="Two")
    assert b'"Two"' in reader.get("/api/v1/posts/one/").body


def test_a_draft_is_never_stored(reader, make_post):
    make_post("One", slug="one", published_at=None)
    assert reader.get("/posts/one/").status == 404
    assert not reader.store.pages.pages


def test_a_session_bypasses_the_store(reader, make_post, editor_client):
    make_post("One", slug="one")
    plain = reader.get("/posts/one/")
    own = reader.get("/posts/one/", cookie=f"sessionid={editor_client.cookies['sessionid'].value}")
    assert b"/admin/posts/post/" in own.body
    assert "no-store" in own.headers["cache-control"]
    assert reader.get("/posts/one/") == plain
    assert b"/admin/posts/post/" not in plain.body


def test_other_cookies_do_not_matter(reader, make_post):
    assert reader.get("/") == reader.get("/", cookie="theme=dark")
    assert reader.renders == 1


def test_a_post_request_bypasses_the_store(reader):
    assert reader.get("/", method="POST").status in {403, 405}
    assert not reader.store.pages.pages


def test_a_head_request_is_answered_from_the_stored_page(reader):
    page = reader.get("/")
    head = reader.get("/", method="HEAD")
    assert (head.status, head.headers, head.body) == (200, page.headers, b"")
    assert reader.renders == 1


def test_a_head_request_stores_the_page_with_its_body(reader):
    assert reader.get("/", method="HEAD").body == b""
    assert b"</html>" in reader.get("/").body
    assert reader.renders == 1


class TestAddress:
    def test_unknown_parameters_make_no_entry(self, reader):
        assert reader.get("/?utm_source=a") == reader.get("/?utm_source=b&fbclid=1") == reader.get("/")
        assert reader.renders == 1

    def test_pages_of_a_list_have_entries_of_their_own(self, reader, make_post):
        for number in range(13):
            make_post(f"Post {number}")
        assert b"Post 0<" not in reader.get("/?page=1").body
        assert b"Post 0<" in reader.get("/?page=2&utm_source=a").body
        assert b"utm_source" not in reader.get("/?page=2&utm_source=a").body

    def test_a_parameter_that_a_page_does_not_depend_on_makes_no_entry(self, reader):
        for path in ("/robots.txt?page=2", "/robots.txt?p=2", "/?p=3", "/feeds/rss.xml?page=4"):
            assert reader.get(path).body == reader.get(path.partition("?")[0]).body
        assert len(reader.store.pages.pages) == 3

    def test_pages_that_are_not_there_make_no_entry(self, reader):
        for number in range(2, 9):
            assert reader.get(f"/?page={number}").status == 404
        assert not reader.store.pages.pages

    @pytest.mark.parametrize("length", [10, 5000])
    def test_made_up_values_make_no_entry(self, reader, settings, length):
        settings.ALLOWED_HOSTS = ["*"]
        for number in range(5):
            value = f"{number}{'A' * length}"
            reader.get(f"/?page={value}")
            reader.get("/", x_forwarded_proto=value)
            reader.get("/", accept=value, accept_encoding=value)
            reader.get(f"/?utm_source={value}")
        assert len(reader.store.pages.pages) == 1

    def test_hosts_have_entries_of_their_own(self, reader):
        assert b"http://localhost/sitemap.xml" in reader.get("/robots.txt", host="localhost").body
        reader.get("/robots.txt", host="127.0.0.1")
        assert reader.renders == 2

    def test_a_host_that_is_not_ours_is_refused_each_time(self, reader):
        assert reader.get("/", host="elsewhere.example").status == 400
        assert not reader.store.pages.pages

    def test_a_feed_has_an_entry_for_each_content_type(self, reader):
        browser = reader.get("/feeds/rss.xml", accept="application/xml,*/*;q=0.8")
        program = reader.get("/feeds/rss.xml", accept="application/rss+xml")
        assert browser.headers["content-type"].startswith("application/xml")
        assert program.headers["content-type"].startswith("application/rss+xml")
        assert "Accept," in program.headers["vary"]


class TestEncoding:
    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("zstd", "zstd"),
            ("zstd, gzip", "zstd"),
            ("br;q=0.5, zstd;q=0.8", "zstd"),
            ("gzip;q=1.0, br;q=0.9, zstd;q=0.9", "gzip"),
            ("*", "br"),
            ("*;q=0.1, br;q=0", "zstd"),
            ("*;q=0, gzip", "gzip"),
            ("identity, br;q=0.5", None),
            ("br;q=2, gzip;q=x", None),
            ("gzip, deflate", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("br;q=0.0,gzip; q=0", None),
            ("BR", "br"),
            ("identity", None),
            ("", None),
        ],
    )
    def test_the_best_accepted_encoding_is_chosen(self, reader, accepted, encoding):
        page = reader.get("/", accept_encoding=accepted)
        assert page.headers.get("content-encoding") == encoding
        decoders = {"br": brotli.decompress, "zstd": zstd.decompress, "gzip": gzip.decompress, None: bytes}
        assert decoders[encoding](page.body) == reader.get("/").body
        assert page.headers["content-length"] == str(len(page.body))
        assert "Accept-Encoding" in page.headers["vary"]

    def test_each_encoding_has_a_strong_etag(self, reader):
        tags = {reader.get("/", accept_encoding=each).headers["etag"] for each in ("br", "zstd", "gzip", "")}
        assert len(tags) == 4
        assert not any(tag.startswith("W/") for tag in tags)


class TestCondition:
    @pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
    def test_a_matching_etag_is_answered_304(self, reader, form):
        page = reader.get("/", accept_encoding="br")
        answer = reader.get("/", accept_encoding="br", if_none_match=form.format(page.headers["etag"]))
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == page.headers["etag"]
        assert answer.headers["cache-control"] == page.headers["cache-control"]
        assert "content-length" not in answer.headers

    def test_a_matching_etag_is_answered_304_before_the_page_is_stored(self, reader, committing, make_post):
        etag = reader.get("/").headers["etag"]
        reader.store.pages.pages.clear()
        assert reader.get("/", if_none_match=etag).status == 304

    def test_another_etag_is_answered_with_the_page(self, reader):
        assert reader.get("/", if_none_match='"other"').status == 200

    def test_the_etag_changes_with_the_page(self, reader, make_post, committing):
        before = reader.get("/").headers["etag"]
        with committing():
            make_post("One")
        assert reader.get("/", if_none_match=before).status == 200


class TestSchedule:
    def test_a_scheduled_post_appears_at_its_time(self, reader, make_post):
        with time_machine.travel(NOON, tick=False) as clock:
            make_post("Later", published_at=NOON + timedelta(minutes=1))
            assert b"Later" not in reader.get("/").body
            clock.shift(timedelta(seconds=59.999))
            assert b"Later" not in reader.get("/").body
            assert reader.renders == 1
            clock.shift(timedelta(seconds=0.001))
            assert b"Later" in reader.get("/").body

    def test_a_page_rendered_while_a_post_went_live_is_not_stored(self, reader, make_post):
        with time_machine.travel(NOON, tick=False) as clock:
            make_post("Later", published_at=NOON + timedelta(minutes=1))
            render = reader.site

            def slow(environ, start_response):
                answer = render(environ, start_response)
                clock.shift(timedelta(minutes=2))
                return answer

            reader.site = slow
            assert b"Later" not in reader.get("/").body
            assert b"Later" in reader.get("/").body


class TestFailures:
    def test_without_the_database_the_site_says_what_is_wrong(self, reader, monkeypatch):
        def fail():
            raise DatabaseError

        monkeypatch.setattr("posts.page_cache.store.get_next_publication", fail)
        assert reader.get("/").status == 200
        assert not reader.store.pages.pages

    def test_nothing_is_stored_while_the_site_version_is_unknown(self, reader, monkeypatch):
        monkeypatch.setattr(reader.store.site_version, "get_version", lambda: None)
        for _ in range(2):
            assert reader.get("/").status == 200
        assert reader.renders == 2


class TestOtherCaches:
    """What lies between the site and its readers."""

    KEPT = "public, max-age=0, s-maxage=10, stale-while-revalidate=10"

    def test_ask_each_time(self, reader):
        assert reader.get("/").headers["cache-control"] == "public, max-age=0, must-revalidate"

    def test_keep_a_page_as_long_as_the_settings_say(self, reader, settings):
        settings.SHARED_CACHE_SECONDS = 10
        assert reader.get("/").headers["cache-control"] == self.KEPT

    def test_do_not_keep_it_when_a_post_goes_live_before(self, reader, settings, make_post):
        settings.SHARED_CACHE_SECONDS = 10
        with time_machine.travel(NOON, tick=False) as clock:
            make_post("Later", published_at=NOON + timedelta(minutes=1))
            assert reader.get("/").headers["cache-control"] == self.KEPT
            clock.shift(timedelta(seconds=51))
            assert reader.get("/").headers["cache-control"] == "public, max-age=0, must-revalidate"
