"""The page of the search."""

from contextlib import ExitStack

import pytest

from posts.views import search


def test_a_search_keeps_its_words_and_counts_its_posts(read_page, make_post):
    make_post("Attention is all")
    make_post("Something else")
    page = read_page("/search/?q=attention")
    assert 'value="attention"' in page
    assert "1 post with “attention”" in page
    assert "Something else" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "LISTENING"), ("?q=", "LISTENING"), ("?q=%3Cb%3E", "Nothing found for “&lt;b&gt;”")],
)
def test_a_search_without_posts_leads_on(read_page, db, query, words):
    page = read_page(f"/search/{query}")
    assert words in page
    main = page[page.index("<main") :]
    for way in ("/archive/", "/categories/", "/tags/"):
        assert f'href="{way}"' in main


@pytest.mark.parametrize("path", ["/search/", "/search/?q=a"])
def test_search_engines_keep_no_search(read_page, make_post, path):
    make_post()
    page = read_page(path)
    assert '<meta name="robots" content="noindex, follow">' in page
    assert 'rel="canonical"' not in page


def test_search_engines_may_read_that_they_should_keep_no_search(client, db):
    assert "/search/" not in client.get("/robots.txt").text
    assert client.get("/search/titles.json")["X-Robots-Tag"] == "noindex"


def test_the_pages_of_a_search_keep_the_query(read_page, make_post):
    for number in range(13):
        make_post(f"Attention {number}")
    assert 'href="?q=attention&amp;page=2"' in read_page("/search/?q=attention")


def test_what_was_searched_for_cannot_write_into_the_page(client, db):
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_more_searches_than_cores_are_asked_to_try_again(client, db, monkeypatch):
    monkeypatch.setattr(search, "SEARCH_WAIT_SECONDS", 0)
    with ExitStack() as slots:
        for _ in range(search.MAX_SEARCHES):
            slots.enter_context(search.take_search_slot())
        for address in ("/search/?q=a", "/search/titles.json?q=a"):
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert client.get("/search/?q=a").status_code == 200
