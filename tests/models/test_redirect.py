"""Redirects from former addresses, on this site or where posts were imported from."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.models import Category, Post, Redirect, Series, Tag


def test_a_changed_slug_leaves_a_redirect(client, make_post):
    post = make_post(slug="old")
    post = Post.objects.get(pk=post.pk)
    post.slug = "new"
    post.save()
    response = client.get("/posts/old/?utm_source=feed")
    assert (response.status_code, response["Location"]) == (301, "/posts/new/?utm_source=feed")


def test_a_slug_that_is_restored_deletes_its_redirect(make_post):
    post = make_post(slug="one")
    for slug in ("two", "one"):
        post.slug = slug
        post.save()
    assert [redirect.path for redirect in Redirect.objects.all()] == ["/posts/two/"]


def test_a_new_post_does_not_take_an_address_that_redirects_to_another(make_post):
    post = make_post("Rope")
    post.slug = "rotary"
    post.save()
    assert make_post("Rope").slug == "rope-2"


@pytest.mark.parametrize(
    "asked",
    [
        "/2020/01/05/hedge/",
        "/2020/01/05/hedge",
        "/2020/01/05/hedge/index.html",
        "/2020/01/05/hedge/?utm_source=feed",
    ],
)
def test_an_old_address_redirects_to_the_post(client, make_post, asked):
    Redirect.add_redirect("/2020/01/05/hedge/", make_post())
    response = client.get(asked)
    assert (response.status_code, response["Location"].partition("?")[0]) == (301, "/posts/a-post/")


PLAIN, ENCODED = "/文章/注意力.html", "/%E6%96%87%E7%AB%A0/%E6%B3%A8%E6%84%8F%E5%8A%9B.html"


@pytest.mark.parametrize("kept", [PLAIN, ENCODED])
@pytest.mark.parametrize("asked", [PLAIN, ENCODED])
def test_a_chinese_address_redirects_in_any_encoding(client, make_post, kept, asked):
    Redirect.add_redirect(kept, make_post())
    assert client.get(asked).status_code == 301


def test_an_old_address_of_a_draft_is_not_found(client, make_post):
    Redirect.add_redirect("/old/", make_post(published_at=None))
    assert client.get("/old/").status_code == 404


def test_a_page_that_exists_is_never_redirected(client, make_post):
    Redirect.add_redirect("/archive/", make_post())
    assert client.get("/archive/").status_code == 200


class TestMovedPages:
    """Posts, categories, tags and series leave a redirect when their slug changes."""

    @pytest.fixture(params=[Category, Tag, Series])
    def moved(self, request, make_post):
        thing = request.param.objects.create(name="旧 name", slug="old")
        # Names are public with a live post only.
        post = make_post(tags=[thing] if isinstance(thing, Tag) else [])
        if not isinstance(thing, Tag):
            Post.objects.filter(pk=post.pk).update(**{request.param._meta.model_name: thing})
        thing.slug = "new"
        thing.save()
        return thing

    def test_the_old_page_redirects_to_the_new(self, client, moved):
        old = moved.url_for_slug("old")
        for method in (client.get, client.head):
            for asked in (old, old.rstrip("/")):
                response = method(asked)
                assert (response.status_code, response["Location"]) == (301, moved.url_for_slug("new"))

    def test_the_feeds_redirect_to_the_new(self, client, moved):
        response = client.get(f"{moved.url_for_slug('old')}feeds/rss.xml")
        assert (response.status_code, response["Location"]) == (
            301,
            f"{moved.url_for_slug('new')}feeds/rss.xml",
        )

    def test_a_later_page_of_the_list_is_kept(self, client, moved):
        response = client.get(f"{moved.url_for_slug('old')}?page=2&utm_source=x")
        assert response["Location"] == f"{moved.url_for_slug('new')}?page=2&utm_source=x"

    def test_a_second_move_makes_no_chain(self, client, moved):
        moved.slug = "newest"
        moved.save()
        for old in ("old", "new"):
            assert client.get(moved.url_for_slug(old))["Location"] == moved.url_for_slug("newest")

    def test_moving_back_leaves_only_the_later_redirect(self, client, moved):
        moved.slug = "old"
        moved.save()
        assert [redirect.path for redirect in Redirect.objects.all()] == [moved.url_for_slug("new")]

    def test_the_old_slug_is_not_given_to_another(self, moved):
        assert type(moved).objects.create(name="old").slug == "old-2"

    def test_the_old_slug_is_refused_in_a_form(self, moved):
        with pytest.raises(ValidationError, match="旧 name"):
            type(moved)(name="Another", slug="old").full_clean()

    def test_deleting_a_taxonomy_deletes_its_redirects(self, client, moved):
        old = moved.url_for_slug("old")
        moved.delete()
        assert not Redirect.objects.exists()
        assert client.get(old).status_code == 404

    def test_saving_other_fields_makes_no_redirect(self, moved):
        fresh = type(moved).objects.get()
        fresh.slug = "unsaved"
        fresh.save(update_fields=["name"])
        assert [redirect.path for redirect in Redirect.objects.all()] == [moved.url_for_slug("old")]


def test_a_changed_chinese_slug_redirects_in_any_encoding(client, make_post):
    make_post(tags=["注意力"])
    tag = Tag.objects.get()
    for slug in ("注意力", "attention"):
        tag.slug = slug
        tag.save()
    for asked in ("/tags/注意力/", "/tags/%E6%B3%A8%E6%84%8F%E5%8A%9B/", "/tags/注意力/feeds/feed.json"):
        assert client.get(asked).status_code == 301


def test_the_sitemap_names_only_the_new_address(client, make_post):
    for title in ("One", "Two"):
        make_post(title, tags=["t"])
    tag = Tag.objects.get()
    tag.slug = "moved-here"
    tag.save()
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/tags/moved-here/" in sitemap
    assert "/tags/t/" not in sitemap


def test_an_address_that_was_another_posts_is_refused_in_the_form(editor_client, make_post):
    post, other = make_post(slug="one"), make_post("Other")
    post.slug = "two"
    post.save()
    other.slug = "one"
    with pytest.raises(ValidationError, match="A post"):
        other.clean()


def test_an_existing_page_makes_no_query_for_redirects(client, make_post):
    make_post(tags=["t"])
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/tags/t/").status_code == 200
    assert not [query for query in queries if "posts_redirect" in query["sql"]]


@pytest.mark.parametrize("behind", ["%0d%0aX:1", "%3Fa", "%23b", "%2F%2Fevil.example", "a%00b"])
def test_whatever_follows_an_old_address_does_no_harm(client, db, behind):
    tag = Tag.objects.create(name="t", slug="old")
    tag.slug = "new"
    tag.save()
    response = client.get(f"/tags/old/{behind}/x")
    assert response.status_code == 404 or response["Location"].startswith("/tags/new/")
    assert not {"?", "#"}.intersection(response.get("Location", ""))
