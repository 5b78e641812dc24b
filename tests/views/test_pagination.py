"""Pages of lists."""

from datetime import UTC, datetime, timedelta

import pytest

from posts.models import Category, Post, Profile, Series, Tag, TaggedPost
from posts.views import CategoryView

START = datetime(2026, 1, 11, 12, tzinfo=UTC)

LISTS = {
    "home": "/",
    "category": "/categories/above/",
    "tag": "/tags/transformer/",
    "author": "/authors/lin/",
    "series": "/series/signals/",
}


@pytest.fixture
def many_posts(author):
    """Sixty posts in every list, five of each moment."""
    Profile.objects.create(user=author, name="Lin", slug="lin")
    above = Category.objects.create(name="Above")
    below = Category.objects.create(name="Below", parent=above)
    shared = {"author": author, "series": Series.objects.create(name="Signals")}
    posts = Post.objects.bulk_create(
        Post(
            title=f"Post {number}",
            slug=f"post-{number}",
            category=(above, below)[number % 2],
            published_at=START - timedelta(days=number // 5 % 7),
            **shared,
        )
        for number in range(60)
    )
    tag = Tag.objects.create(name="Transformer")
    TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for post in posts)
    Post.objects.create(title="A draft", author=author, category=above)
    return posts


@pytest.mark.parametrize("name", LISTS)
def test_every_page_holds_what_counting_from_the_first_post_gives(name, client, many_posts):
    order = ("series_order", "published_at", "pk") if name == "series" else ("-published_at", "-pk")
    expected = list(Post.objects.live().order_by(*order))
    pages = [client.get(LISTS[name], {"page": number}).context["posts"] for number in range(1, 6)]
    assert pages == [expected[start : start + 12] for start in range(0, 60, 12)]


def test_many_posts_of_several_categories_stand_in_the_same_order(client, author, many_posts, monkeypatch):
    elsewhere = {"author": author, "published_at": START - timedelta(days=1)}
    Post.objects.create(title="In no category", **elsewhere)
    Post.objects.create(title="Beside", category=Category.objects.create(name="Beside"), **elsewhere)
    few = [client.get(LISTS["category"], {"page": number}).context["posts"] for number in range(1, 6)]
    monkeypatch.setattr(CategoryView, "max_sorted_posts", 0)
    pages = [client.get(LISTS["category"], {"page": number}).context["posts"] for number in range(1, 6)]
    assert pages == few


@pytest.mark.parametrize("name", LISTS)
def test_there_is_no_page_behind_the_last(name, client, many_posts):
    assert client.get(LISTS[name], {"page": 6}).status_code == 404
