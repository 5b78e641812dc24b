"""A page as home page: at the root, and the list of posts at /posts/."""

import pytest
from django.utils import timezone

from posts.models import Post, SiteSettings
from tests.support.page_heads import find_links, get_head, read_structured_data


@pytest.fixture
def welcome(make_post):
    """A page that was chosen, below which there is another."""
    page = make_post("Welcome", kind="page", source="Come in.")
    make_post("Team", kind="page", parent=page)
    SiteSettings.objects.create(home_page=page)
    return page


def find_canonical(client, path):
    [link] = find_links(get_head(client, path), "canonical")
    return link["href"]


def test_the_page_is_at_the_root_and_the_list_at_posts(client, make_post, welcome):
    make_post("Deep water")
    root, posts = client.get("/"), client.get("/posts/")
    assert "Come in." in root.text
    assert "Deep water" not in root.text
    assert "Deep water" in posts.text
    assert "<title>Posts · Transmission</title>" in posts.text
    assert find_canonical(client, "/") == "http://testserver/"
    assert find_canonical(client, "/posts/") == "http://testserver/posts/"
    assert read_structured_data(get_head(client, "/"))["WebPage"]["url"] == "http://testserver/"


def test_old_addresses_lead_to_where_things_are_now(client, make_post, welcome):
    for path, target in (
        ("/welcome/", "/"),
        ("/welcome/?utm_source=x", "/"),
        ("/?page=2", "/posts/?page=2"),
        ("/page/1/", "/posts/"),
    ):
        answer = client.get(path)
        # Not for ever, but for other tools' addresses: the owner may choose again.
        assert answer.status_code == (301 if path == "/page/1/" else 302)
        assert answer.headers["Location"] == target
    team = client.get("/welcome/team/")
    assert [crumb.url for crumb in team.context["breadcrumbs"]] == ["/"]


def test_sitemap_translations_and_error_pages_name_the_new_places(client, make_post, welcome):
    make_post("欢迎", slug="huanying", kind="page", language="zh-Hans", translation_of=welcome)
    sitemap = client.get("/sitemap.xml").text
    assert sitemap.count("<loc>http://testserver/</loc>") == 1
    assert "<loc>http://testserver/posts/</loc>" in sitemap
    assert "/welcome/</loc>" not in sitemap
    assert "/welcome/team/</loc>" in sitemap
    assert '<a href="/posts/">Latest posts</a>' in client.get("/no/such/").text
    links = [link for link in find_links(get_head(client, "/huanying/"), "alternate") if "hreflang" in link]
    assert {link["hreflang"]: link["href"] for link in links}["en"] == "http://testserver/"
    assert '<a href="/" rel="alternate"' in client.get("/huanying/").text


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"published_at": timezone.now().replace(year=2100)}]
)
def test_a_page_that_readers_do_not_reach_is_no_home_page(client, make_post, welcome, fields, editor):
    make_post("Deep water")
    Post.objects.filter(pk=welcome.pk).update(**fields)
    for signed_in in (False, True):
        if signed_in:
            client.force_login(editor)
        assert "Deep water" in client.get("/").text
        assert client.get("/posts/").headers["Location"] == "/"
    assert client.get("/welcome/").status_code == 200


def test_without_a_home_page_posts_lead_to_the_root(client, make_post):
    make_post("Deep water")
    assert client.get("/posts/?page=1").headers["Location"] == "/?page=1"
    assert "Deep water" in client.get("/").text
    assert "/posts/</loc>" not in client.get("/sitemap.xml").text
