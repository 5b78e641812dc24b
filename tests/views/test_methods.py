"""Readers' pages are only read: other methods are told so."""

import pytest
from django.urls import get_resolver

from posts.page_cache.reader_methods import WRITABLE_PATHS

PAGES = ["/", "/posts/a-post/", "/tags/", "/feeds/rss.xml", "/sitemap.xml", "/search/", "/livez", "/old/"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_writing_to_a_page_is_not_allowed(client, make_post, method):
    make_post()
    client.handler.enforce_csrf_checks = True
    for path in PAGES:
        response = getattr(client, method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS"), path
        assert not response.cookies


def test_what_a_page_takes_is_told(client, make_post):
    make_post()
    for path in set(PAGES) - {"/livez"}:
        response = client.options(path)
        assert (response.status_code, response["Allow"], response.content) == (204, "GET, HEAD, OPTIONS", b"")


def test_the_head_of_a_page_has_the_headers_of_the_page(client, make_post):
    make_post()
    names = ("Content-Type", "Content-Length", "Cache-Control", "Vary", "Content-Security-Policy")
    for path in PAGES[:-1]:
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert [head.get(name) for name in names] == [got.get(name) for name in names]


def test_what_stands_beside_the_addresses_of_readers_says_itself_what_it_takes():
    roots = {f"/{pattern.pattern}".partition("<")[0] for pattern in get_resolver().url_patterns}
    assert all(root.startswith(WRITABLE_PATHS) for root in roots - {"/"})
