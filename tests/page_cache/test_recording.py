"""Which pages can be proved after a change, and what a recorder hands on."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from posts.models import Post, Tag
from posts.page_cache import recording
from posts.page_cache.invalidation import watch_statement
from posts.page_cache.recording import are_unchanged, record_statements

ROWS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %s) SELECT x FROM n"
MANY = f"SELECT x FROM ({ROWS}) AS many"  # noqa: S608


@pytest.fixture(autouse=True)
def watched(db):
    assert watch_statement in connection.execute_wrappers


def fetch_all(cursor):
    return cursor.fetchall()


def fetch_one_by_one(cursor):
    return list(iter(cursor.fetchone, None))


def fetch_some(cursor):
    return [row for rows in iter(lambda: cursor.fetchmany(7), []) for row in rows]


@pytest.mark.parametrize("fetch", [fetch_all, fetch_one_by_one, fetch_some, list])
@pytest.mark.parametrize("limit", [1_000_000, 2_000])
def test_a_cursor_returns_each_row_once_however_many_are_recorded(fetch, limit, monkeypatch):
    monkeypatch.setattr(recording, "MAX_RECORDED", limit)
    with record_statements(b"") as recorder, connection.cursor() as cursor:
        for number in (0, 1, 1_000, 3):
            cursor.execute(MANY, [max(number, 1)])
            assert fetch(cursor) == [(each,) for each in range(1, max(number, 1) + 1)]
    assert (recorder.get_dependencies() is None) == (limit == 2_000)


def test_querysets_find_under_a_recorder_what_they_find_without(make_post):
    make_post("One", tags=["a", "b"])
    posts = Post.objects.prefetch_related("tags").order_by("pk")
    with record_statements(b"") as recorder, transaction.atomic():
        assert [[tag.name for tag in post.tags.all()] for post in posts.iterator(chunk_size=2)]
        assert posts.count() == 1
        assert Post.objects.filter(title="None").first() is None
    dependencies = recorder.get_dependencies()
    assert len(dependencies.statements) == 4
    assert are_unchanged(dependencies, b"")
    assert not are_unchanged(dependencies, b"other settings")
    Tag.objects.filter(name="b").update(name="c")
    assert not are_unchanged(dependencies, b"")


def test_the_digest_is_of_the_rows_that_the_page_saw(make_post):
    post = make_post("One")
    with record_statements(b"") as recorder:
        assert Post.objects.values_list("title").get() == ("One",)
    Post.objects.filter(pk=post.pk).update(title="Two")
    assert not are_unchanged(recorder.get_dependencies(), b"")


def test_rows_of_an_earlier_statement_are_not_handed_on():
    with connection.cursor() as cursor:
        with record_statements(b""):
            cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
        assert cursor.fetchall() == [(2,)]


def write():
    Tag.objects.create(name="new")


def take_the_time():
    Post.objects.filter(published_at__lte=timezone.now()).exists()


def ask_often():
    for _ in range(recording.MAX_STATEMENTS + 1):
        Post.objects.exists()


def fail():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@pytest.mark.parametrize("work", [write, take_the_time, ask_often, fail])
def test_what_cannot_be_asked_again_has_no_dependencies(work):
    with record_statements(b"") as recorder:
        work()
    assert recorder.get_dependencies() is None
    assert recorder.has_errors == (work is fail)


def test_times_that_pass_are_a_change(make_post):
    make_post(published_at=timezone.now() + timedelta(days=1))
    with record_statements(b"") as recorder:
        Post.objects.get()
    dependencies = recorder.get_dependencies()
    assert are_unchanged(dependencies, b"")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert not are_unchanged(dependencies, b"")
