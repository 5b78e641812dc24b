"""The memory that a page takes, rendered from 1,200 posts and stored."""

import random
import tracemalloc

import pytest

from posts.models import Post
from tests.support.large_site import create_posts

# Kilobytes, as powers of two with room for another Python. 1,200 rows, or the texts of a list's posts, are
# far more than any of them has; but a month has the titles of all its posts, of less than two kilobytes each
# (a post of few columns, and its line), and its limit no room for their texts.
CLASSES = {
    "/": 512,
    "/?page=100": 512,
    "/posts/post-5/": 512,
    "/categories/models/": 512,
    "/tags/transformer/": 512,
    "/archive/": 128,
    "/archive/2026/01/": 3072,
    "/feeds/rss.xml": 4096,
}
STORED = 8
TEXT = 20_000  # characters
BROWSER = {"Accept-Encoding": "br"}
SIGNED_IN = {"Cookie": "sessionid=unknown"}


def peak(reader, path, **headers):
    """Return how many kilobytes an answer takes at most, at one time."""
    tracemalloc.start()
    try:
        reader.get(path, **BROWSER, **headers)
        return tracemalloc.get_traced_memory()[1] / 1000
    finally:
        tracemalloc.stop()


@pytest.fixture
def large_site(author):
    """1,200 posts; those that lists and feeds show are long, and not to be compressed to nothing."""
    create_posts(author, 1200)
    text = random.Random(20).randbytes(TEXT // 2).hex()
    Post.objects.filter(slug__in=[f"post-{number}" for number in range(50)]).update(
        source=text, html=f"<p>{text}</p>", text=text
    )


def test_rendering_a_page_takes_no_more_memory_than_its_limit(reader, large_site):
    for path in CLASSES:
        reader.get(path, **SIGNED_IN)
    found = {path: peak(reader, path, **SIGNED_IN) for path in CLASSES}
    assert {path: size for path, size in found.items() if size > CLASSES[path]} == {}


def test_a_stored_page_takes_next_to_no_memory_and_no_query(reader, large_site, django_db_blocker):
    etags = {path: reader.get(path, **BROWSER).headers["etag"] for path in CLASSES}
    made = reader.renders
    with django_db_blocker.block():
        found = {
            path: (peak(reader, path), peak(reader, path, **{"If-None-Match": etag}))
            for path, etag in etags.items()
        }
    assert reader.renders == made
    assert {path: sizes for path, sizes in found.items() if max(sizes) > STORED} == {}
