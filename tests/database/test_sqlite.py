"""A database file that is put in the place of another: what is saved goes to it, and pages come from it."""

import sqlite3

import pytest
from django.db import connections
from django.db.utils import load_backend

from posts.page_cache import invalidation
from tests.support.migrations import TARGET_ALIAS

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(tmp_path):
    """A connection to a database with the word `one` in it, as each request asks whether it is usable."""
    write_word(tmp_path / "site.sqlite3", "one")
    settings = connections["default"].settings_dict | {
        "NAME": tmp_path / "site.sqlite3",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
    }
    connection = load_backend("posts.database.sqlite3").DatabaseWrapper(settings, TARGET_ALIAS)
    yield connection
    connection.close()


def write_word(path, word):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE words (word)")
        database.execute("INSERT INTO words VALUES (?)", [word])
    database.close()


def read_words(connection):
    connection.close_if_unusable_or_obsolete()  # as Django does at the beginning of a request
    with connection.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM words").fetchall()]


def test_the_connection_is_kept_as_long_as_the_file_is_there(connection):
    assert read_words(connection) == ["one"]
    first = connection.connection
    assert read_words(connection) == ["one"]
    assert connection.connection is first
    assert not connection.is_replaced


def test_the_next_request_has_the_new_file_and_its_pages(connection, tmp_path, monkeypatch):
    invalidated = []
    monkeypatch.setattr(invalidation, "invalidate_pages", invalidated.append)
    assert read_words(connection) == ["one"]
    assert not invalidated
    write_word(tmp_path / "other.sqlite3", "other")
    (tmp_path / "other.sqlite3").rename(tmp_path / "site.sqlite3")
    assert read_words(connection) == ["other"]
    assert invalidated == [connection]


def test_a_file_that_is_gone_is_not_written_any_more(connection, tmp_path):
    assert read_words(connection) == ["one"]
    (tmp_path / "site.sqlite3").rename(tmp_path / "moved.sqlite3")
    connection.close_if_unusable_or_obsolete()
    assert not connection.is_usable()
