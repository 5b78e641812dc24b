"""How many queries a page makes, and which: the same with 12 posts as with 1,200."""

import re

import pytest
from inline_snapshot import snapshot
from inline_snapshot_django import snapshot_queries

from tests.support.large_site import LARGE_SITE_PATHS, create_posts

# Rows that a query brings along: more of them as the months go by.
VALUES = re.compile(r"VALUES .*\)(?=\))")

SNAPSHOTS = snapshot(
    {
        "home": [
            "SELECT ... FROM posts_post LIMIT ...",
            "SELECT ... FROM posts_post LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "post": [
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... LEFT OUTER JOIN posts_category T5 ON ... LEFT OUTER JOIN posts_category T6 ON ... LEFT OUTER JOIN posts_series ON ... LEFT OUTER JOIN posts_postnotebook ON ... WHERE ... LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
            "SELECT ... FROM posts_nearness INNER JOIN posts_post ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... ASC",
            "SELECT ... FROM posts_postlink INNER JOIN posts_post ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
        ],
        "category": [
            "SELECT ... FROM posts_category ORDER BY ... ASC",
            "SELECT ... FROM posts_post WHERE ...",
            "SELECT ... FROM posts_post LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "categories": ["SELECT ... FROM posts_category ORDER BY ... ASC"],
        "tag": [
            "SELECT ... FROM posts_tag WHERE ... LIMIT ...",
            "SELECT ... FROM posts_taggedpost WHERE ...",
            "SELECT ... FROM posts_post LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "tags": ["SELECT ... FROM posts_tag WHERE ... ORDER BY ... DESC"],
        "archive": [
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... ASC LIMIT ...",
            "SELECT ... FROM (VALUES ...) AS period ORDER BY ...",
        ],
        "month": [
            "SELECT ... FROM posts_post WHERE ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC",
        ],
        "year": [
            "SELECT ... FROM posts_post WHERE ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC",
        ],
        "search": [
            "SELECT ... FROM posts_tag LEFT OUTER JOIN posts_synonym ON ...",
            "SELECT ... FROM posts_category",
            "SELECT ... FROM (SELECT ... FROM posts_search WHERE ... LIMIT ...) AS matches",
            "SELECT ... FROM posts_post WHERE ... LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
            "SELECT ... FROM posts_category INNER JOIN posts_post ON ... WHERE ... GROUP BY ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... GROUP BY ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... GROUP BY ... ORDER BY ... DESC LIMIT ...",
        ],
        "titles": [
            "SELECT ... FROM posts_post WHERE ... LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
        ],
        "rss": [
            "SELECT ... FROM posts_post LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "atom": [
            "SELECT ... FROM posts_post LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "json": [
            "SELECT ... FROM posts_post LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "sitemap": [
            "SELECT ... FROM posts_post LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... ASC",
        ],
        "sitemap of lists": [
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_category ORDER BY ... ASC",
            "SELECT ... FROM posts_tag WHERE ... ORDER BY ... ASC",
            "SELECT ... FROM posts_series ORDER BY ... ASC",
            "SELECT ... FROM posts_profile ORDER BY ... ASC",
        ],
        "robots": [],
    }
)


@pytest.mark.parametrize("number", [12, 1200])
def test_the_queries_of_a_page_do_not_grow(client, author, number):
    create_posts(author, number)
    shapes = {}
    for name, path in LARGE_SITE_PATHS.items():
        with snapshot_queries() as queries:
            assert client.get(path).status_code == 200
        shapes[name] = [VALUES.sub("VALUES ...", query) for query in queries]
    assert shapes == SNAPSHOTS
