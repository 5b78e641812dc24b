"""How many queries an answer makes, and which: the same with 12 posts as with 120."""

import pytest
from inline_snapshot import snapshot
from inline_snapshot_django import snapshot_queries

from tests.support.api import ApiClient
from tests.support.large_site import create_posts

PATHS = {
    "posts": "posts/?limit=10",
    "posts in full": "posts/?limit=10&include=source,html,text,toc",
    "posts of a tag": "posts/?tag=transformer&category=models",
    "post": "posts/post-5/",
    "categories": "categories/",
    "tags": "tags/",
    "series": "series/",
    "authors": "authors/",
    "search": "search/?q=post+5",
}
SNAPSHOTS = snapshot(
    {
        "posts": [
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... LEFT OUTER JOIN posts_series ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "posts in full": [
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... LEFT OUTER JOIN posts_series ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "posts of a tag": [
            "SELECT ... FROM posts_category WHERE ... ORDER BY ... ASC LIMIT ...",
            "SELECT ... FROM posts_category ORDER BY ... ASC",
            "SELECT ... FROM posts_tag WHERE ... ORDER BY ... ASC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN posts_category ON ... INNER JOIN posts_taggedpost ON ... INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_series ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
        "post": [
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... LEFT OUTER JOIN posts_series ON ... WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
            "SELECT ... FROM posts_correction WHERE ... ORDER BY ... DESC",
        ],
        "categories": ["SELECT ... FROM posts_category ORDER BY ... ASC"],
        "tags": ["SELECT ... FROM posts_tag WHERE ... ORDER BY ... ASC LIMIT ..."],
        "series": ["SELECT ... FROM posts_series WHERE ... ORDER BY ... ASC LIMIT ..."],
        "authors": ["SELECT ... FROM posts_profile WHERE ... ORDER BY ... ASC LIMIT ..."],
        "search": [
            "SELECT ... FROM posts_tag LEFT OUTER JOIN posts_synonym ON ...",
            "SELECT ... FROM posts_category",
            "SELECT ... FROM (SELECT ... FROM posts_search WHERE ... LIMIT ...) AS matches",
            "SELECT ... FROM posts_post WHERE ... LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post INNER JOIN auth_user ON ... LEFT OUTER JOIN posts_profile ON ... LEFT OUTER JOIN posts_category ON ... LEFT OUTER JOIN posts_series ON ... WHERE ... ORDER BY ... DESC",
            "SELECT ... FROM posts_tag INNER JOIN posts_taggedpost ON ... WHERE ... ORDER BY ... ASC",
        ],
    }
)


@pytest.mark.parametrize("number", [12, 120])
def test_the_queries_of_an_answer_do_not_grow(author, number):
    create_posts(author, number)
    client, shapes = ApiClient(), {}
    for name, path in PATHS.items():
        with snapshot_queries() as queries:
            assert client.get(path).status_code == 200
        shapes[name] = [*queries]
    assert shapes == SNAPSHOTS
