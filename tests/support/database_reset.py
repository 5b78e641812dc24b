"""How the database is emptied after a test that commits, such as one with a browser."""

import sqlite3
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

SEQUENCES = "SELECT seq, name FROM sqlite_sequence"


def take_sqlite_copy() -> sqlite3.Connection:
    """Return a copy of the default database, in memory."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def restore_sqlite_copy(copy: sqlite3.Connection) -> None:
    """Make the default database what it was when `copy` was taken; no primary key is given a second time."""
    connection.ensure_connection()
    given = connection.connection.execute(SEQUENCES).fetchall()
    copy.backup(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany("INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)", given)


def restore_instead_of_flush(patch: Any) -> None:
    """Have Django take the copy back, instead of deleting all rows and creating again what migrations did.

    A flush takes a hundred times as long. PostgreSQL knows no such copy, and is flushed.
    """
    copy = take_sqlite_copy()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: restore_sqlite_copy(copy))
