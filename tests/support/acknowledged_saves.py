"""What must be in the database in use once saves were acknowledged (`tests.support.admin_savers`)."""

import re

from django.db import connection

from posts.indexing.query import parse_query
from posts.models import Post, Revision, TaggedPost
from posts.search.finding import search_posts

WORD = re.compile(r"r\d+s\d+n\d+")


def check_saves(saves):
    """Fail unless each of `saves` has its revision, and its post shows it or a later version."""
    for save in saves:
        revision = Revision.objects.get(post=save.post_id, version=save.version)
        assert save.word in revision.snapshot["source"]
        post = Post.objects.get(pk=save.post_id)
        assert post.version >= save.version
        is_shown = post.version == save.version
        assert is_shown == (save.word in post.source)
        assert find_keys(save.word) == ({post.pk} if is_shown else set())


def check_posts():
    """Fail unless each post, acknowledged or not, has its revision, tag and row in the search index."""
    for post in Post.objects.all():
        word = WORD.search(post.title)[0]
        assert word in post.source
        assert word in post.html
        assert Revision.objects.get(post=post, version=post.version).snapshot["source"] == post.source
        assert Revision.objects.filter(post=post).count() == post.version
        assert [one.tag.name for one in TaggedPost.objects.filter(content_object=post)] == [word]
        assert find_keys(word) == {post.pk}


def find_keys(word):
    return set(search_posts(parse_query(f'"{word}"'), Post.objects.all()).values_list("pk", flat=True))


def check_database():
    """Fail if SQLite finds its file, a reference between tables or the search index damaged."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("posts_search", "posts_titles", "posts_subjects"):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")  # noqa: S608
