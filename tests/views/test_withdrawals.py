"""A post is withdrawn while a page is made: before any of the page's queries, each in turn."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from posts.models import Category, Post, Profile, Series

# What the draft says that the post becomes: no reader may see it.
DRAFT_TEXT = "unripe"
PATHS = [
    "/feeds/rss.xml",
    "/tags/models/feeds/atom.xml",
    "/search/?q=first",
    "/api/v1/search/?q=first",
]
FURTHER_PATHS = [
    "/",
    "/posts/first/",
    "/posts/second/",
    "/categories/models/",
    "/categories/models/feeds/feed.json",
    "/tags/models/",
    "/series/models/",
    "/series/models/feeds/rss.xml",
    "/authors/models/",
    "/authors/models/feeds/rss.xml",
    "/archive/",
    "/archive/2026/",
    "/archive/2026/01/11/",
    "/feeds/archive/20200101T000000000000.1-20270101T000000000000.999999/rss.xml",
    "/search/titles.json?q=first",
    "/sitemap-posts.xml",
    "/sitemap-lists.xml",
    "/llms.txt",
    "/posts/first.md",
    "/api/v1/posts/?include=source",
    "/api/v1/posts/first/",
]


@pytest.fixture
def post(make_post, author):
    Profile.objects.create(user=author, slug="models")
    series = Series.objects.create(name="Models", slug="models")
    fields = {"category": Category.objects.create(name="Models"), "series": series, "tags": ["Models"]}
    date = timezone.datetime(2026, 1, 11, tzinfo=timezone.get_current_timezone())
    make_post("Second first", slug="second", published_at=date - timedelta(minutes=1), **fields)
    return make_post("First", slug="first", published_at=date, **fields)


@contextmanager
def withdrawn_before(post, number):
    """Withdraw `post` before the query `number`, and note in the list that is yielded that it was."""
    numbers, withdrawals = count(), []

    def withdraw(execute, *args):
        if next(numbers) == number:
            withdrawals.append(number)
            changes = dict.fromkeys(("title", "source", "html", "feed_html", "text", "excerpt"), DRAFT_TEXT)
            Post.objects.filter(pk=post.pk).update(published_at=None, **changes)
        return execute(*args)

    with connection.execute_wrapper(withdraw):
        yield withdrawals


@pytest.mark.parametrize(
    "path", [*PATHS, *(pytest.param(path, marks=pytest.mark.variation) for path in FURTHER_PATHS)]
)
def test_a_post_withdrawn_between_two_queries_neither_fails_nor_tells_its_draft(client, post, path):
    row = Post.objects.filter(pk=post.pk).values("title", "source", "html", "feed_html", "text", "excerpt",
                                                 "published_at").get()  # fmt: skip
    assert client.get(path).status_code == 200
    for number in count():
        with withdrawn_before(post, number) as withdrawals:
            response = client.get(path)
        assert response.status_code in {200, 301, 404}
        assert DRAFT_TEXT not in response.text
        if not withdrawals:
            break
        Post.objects.filter(pk=post.pk).update(**row)
    assert number
