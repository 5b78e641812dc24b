"""A large site: search finds what reading every text finds, and pages make the queries of a small site."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.indexing.tokens import fold_text
from posts.models import Post
from tests.support.brute_force import (
    draw_han_words,
    join_searchable_text,
    remove_han_spaces,
    search_phrase,
)
from tests.support.generated_site import collect_stock, grow_site, read_sample_sources
from tests.support.migrations import use_database
from tests.support.proofs import scale

SMALL_SIZE = 100  # posts; these have all the tags that posts of a large site have
LARGE_SIZE = scale(300, 100_000)
BLOCKS = scale(150, 2_000)  # that posts are made of
POST_BLOCKS = range(2, 9)  # short posts: their number is what counts here
WORDS = scale(40, 100)
RARE_WORD = "量子隧穿"  # in the title of one post
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;"


@pytest.fixture
def empty_site(db, database_copy):
    """Have a database that may become large in use, instead of that of the tests."""
    with use_database(database_copy):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.connection.executescript(PRAGMAS)
        yield


@pytest.mark.proof
@pytest.mark.usefixtures("empty_site")
def test_a_large_site_is_searched_exactly_and_makes_no_more_queries():
    stock = collect_stock(read_sample_sources(), BLOCKS)
    grow_site(SMALL_SIZE, stock, POST_BLOCKS)
    post = Post.objects.live().newest_first()[0]
    post.title = RARE_WORD
    post.save()
    small = count_queries(post)
    grow_site(LARGE_SIZE, stock, POST_BLOCKS)
    assert Post.objects.count() == LARGE_SIZE
    assert count_queries(post) == small

    words = draw_han_words([block.rendered.text for block in stock.blocks], WORDS)
    posts = find_by_reading(words)
    assert sum(map(len, posts.values())) > LARGE_SIZE / 10  # or nothing is proved
    for word in words:
        assert search_phrase(word) == posts[word], word


def count_queries(post):
    """Return the number of queries of each kind of list, by its path."""
    tag, client = post.tags.first(), Client()
    paths = {name: reverse(f"posts:{name}") for name in ("home", "archive", "tag_list", "rss", "atom")}
    paths["second page"] = f"{paths['home']}?page=2"
    paths["year"] = reverse("posts:archive_year", args=[post.published_at.year])
    paths["tag"] = tag.get_absolute_url()
    paths["tag feed"] = reverse("posts:tag_rss", args=[tag.slug])
    paths["category"] = post.category.get_absolute_url()
    paths["search"] = f"{reverse('posts:search')}?{urlencode({'q': RARE_WORD})}"
    return {name: count_page_queries(client, path) for name, path in paths.items()}


def count_page_queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


def find_by_reading(words):
    """Return the live posts that contain each of `words`, by primary key; every text is read."""
    found = {word: set() for word in words}
    folded = {word: remove_han_spaces(fold_text(word)) for word in words}
    live = Post.objects.live().select_related("category").prefetch_related("tags")
    for post in live.iterator(chunk_size=1_000):
        text = remove_han_spaces(fold_text(join_searchable_text(post)))
        for word, needle in folded.items():
            if needle in text:
                found[word].add(post.pk)
    return found
