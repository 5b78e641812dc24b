"""What search engines are told of lists: titles of later pages, and lists that are not worth an entry."""

import pytest

from posts.models import Category, Profile, Series
from tests.support.page_heads import find_links, get_head, read_open_graph

LISTS = ["/", "/tags/rust/", "/categories/models/", "/series/signals/", "/authors/lin/"]


@pytest.fixture
def long_lists(make_post, author):
    Profile.objects.create(user=author, name="Lin", slug="lin")
    terms = {
        "category": Category.objects.create(name="Models"),
        "series": Series.objects.create(name="Signals"),
    }
    for number in range(25):
        make_post(f"Post {number}", tags=["Rust"], **terms)


def test_each_page_of_a_list_has_a_title_and_a_description_of_its_own(client, long_lists):
    titles, descriptions = set(), set()
    for path in LISTS:
        for number in (1, 2, 3):
            query = f"?page={number}" * (number > 1)
            head = get_head(client, f"{path}{query}")
            title, description = head.findtext("title"), head.find("meta[@name='description']").get("content")
            titles.add(title)
            descriptions.add(description)
            assert title == " ".join(title.split())
            assert (f"Page {number}" in title) is (f"Page {number}" in description) is (number > 1)
            graph = read_open_graph(head)
            assert (graph["og:title"], graph["og:description"]) == (
                title.removesuffix(" · Transmission"),
                description,
            )
            for rel, address in {
                "canonical": f"http://testserver{path}{query}",
                "prev": {2: path, 3: "?page=2"}.get(number),
                "next": {1: "?page=2", 2: "?page=3"}.get(number),
            }.items():
                assert [link["href"] for link in find_links(head, rel)] == [address] * bool(address)
            assert head.find("meta[@name='robots']") is None
    assert len(titles) == len(descriptions) == 3 * len(LISTS)


def test_a_tag_of_one_post_is_followed_and_not_indexed(client, make_post):
    make_post("One", tags=["rare", "usual"])
    make_post("Two", tags=["usual"])
    make_post("Draft", tags=["rare"], published_at=None)
    make_post("Unlisted", tags=["rare"], is_unlisted=True)
    robots = {
        tag: get_head(client, f"/tags/{tag}/").find("meta[@name='robots']") for tag in ("rare", "usual")
    }
    assert robots["rare"].get("content") == "noindex, follow"
    assert robots["usual"] is None
    sitemap = client.get("/sitemap.xml").text
    assert "/tags/usual/" in sitemap
    assert "/tags/rare/" not in sitemap
    assert 'href="/tags/rare/"' in client.get("/tags/").text
