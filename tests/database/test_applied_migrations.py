"""Migrations that were not run are found without importing those that were."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from posts.database import applied_migrations
from posts.database.applied_migrations import count_missing_migrations, list_migrations


def test_the_modules_are_those_that_django_finds():
    assert set(list_migrations()) == MigrationLoader(None).disk_migrations.keys()


def test_where_all_are_recorded_none_is_imported(db, monkeypatch):
    # As where the tests' database was made anew: with the tables of the last state, and all recorded.
    recorder = MigrationRecorder(connection)
    for app, name in set(list_migrations()) - recorder.applied_migrations().keys():
        recorder.record_applied(app, name)
    monkeypatch.setattr(applied_migrations, "MigrationExecutor", None)
    assert count_missing_migrations(connection) == 0


def test_one_that_is_not_recorded_counts(db):
    before = count_missing_migrations(connection)
    MigrationRecorder(connection).record_unapplied(
        "posts", max(name for app, name in list_migrations() if app == "posts")
    )
    assert count_missing_migrations(connection) == before + 1
