"""How the database is emptied after a test that commits, such as one with a browser."""

import sqlite3
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
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


def restore_groups_after_flush(patch: Any) -> None:
    """Have Django create again, after each flush, the groups that migrations made, with their permissions.

    Content types are remembered then, as they are in tests before any flush.
    """
    groups = {
        group.name: [permission.natural_key() for permission in group.permissions.all()]
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    flush = TransactionTestCase._fixture_teardown

    def flush_and_restore(case: TransactionTestCase) -> None:
        flush(case)
        for name, permissions in groups.items():
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.set(Permission.objects.get_by_natural_key(*key) for key in permissions)
        ContentType.objects.get_for_models(*apps.get_models())

    patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_restore)
