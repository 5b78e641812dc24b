"""What lists count and read is served by indexes that hold all of it, pages or not."""

import pytest
from django.db import connection

from posts.models import Post
from tests.support.databases import on_sqlite

QUERIES = {
    "post_pinned_first": lambda posts: posts.listed().pinned_first(),
    "post_newest_first": lambda posts: posts.listed().newest_first(),
    "post_newest_in_category": lambda posts: posts.listed().filter(category=1).newest_first(),
    "post_newest_of_author": lambda posts: posts.listed().filter(author=1).newest_first(),
    "post_last_changed": lambda posts: posts.listed().order_by("-updated_at"),
    "post_pages": lambda posts: posts.live_pages().filter(is_unlisted=False),
    "post_unlisted": lambda posts: posts.filter(is_unlisted=True).published(),
}


@on_sqlite
@pytest.mark.django_db
def test_each_list_is_read_from_the_index_made_for_it():
    plans = {index: make_plan(query(Post.objects).values("pk")) for index, query in QUERIES.items()}
    assert {index: f"USING COVERING INDEX {index}" in plan for index, plan in plans.items()} == dict.fromkeys(
        QUERIES, True
    ), plans


def make_plan(queryset):
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return " ".join(row[3] for row in cursor.fetchall())
