"""The rows of PostgreSQL in a file of SQLite, and back: whatever migrations the site has applied.

Tables and models are those of the migrations that the database has, not of the code that runs: a backup
before an upgrade is made by the new code, of the old tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.db.utils import load_backend
from tqdm import tqdm

from posts.exchange.backup.errors import BackupError
from posts.exchange.database.copying import (
    build_target_index,
    clear_target_tables,
    copy_database,
    copy_table,
    ensure_equal,
    fingerprint_table,
    hold_snapshot,
    use_as_default,
)
from posts.exchange.database.tables import INDEX_TABLE_PREFIXES, TableModels, count_rows, list_tables

FILE_ALIAS = "backup"

MigrationKey = tuple[str, str]


def copy_to_sqlite(source: str, path: Path) -> None:
    """Copy all rows of the database `source`, of one moment, into the new file `path`; compare them.

    Raises BackupError where its tables are not known to this version; DatabaseError, DatabaseCopyError.
    """
    with connect_file(path), hold_snapshot(source):
        targets = find_last_migrations(source)
        with use_as_default(FILE_ALIAS):
            MigrationExecutor(connections[FILE_ALIAS]).migrate(targets)
        tables = list_tables_at(targets)
        bar: Any = tqdm(disable=True)
        with transaction.atomic(using=FILE_ALIAS):
            clear_target_tables(FILE_ALIAS)
            read = {name: copy_table(model, source, FILE_ALIAS, bar) for name, model in tables.items()}
        ensure_equal(
            read, {name: fingerprint_table(model, FILE_ALIAS, bar) for name, model in tables.items()}
        )


@contextmanager
def connect_file(path: Path) -> Iterator[None]:
    """Register the file `path` as the database FILE_ALIAS, where nothing is synced."""
    given = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    complete: Any = connections.configure_settings({DEFAULT_DB_ALIAS: given})[DEFAULT_DB_ALIAS]
    complete["OPTIONS"] = {"init_command": "PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"}
    connections[FILE_ALIAS] = load_backend(complete["ENGINE"]).DatabaseWrapper(complete, FILE_ALIAS)
    try:
        yield
    finally:
        connections[FILE_ALIAS].close()
        del connections[FILE_ALIAS]


def find_last_migrations(alias: str) -> list[MigrationKey]:
    """Return the applied migrations of the database `alias` that no other applied one depends on.

    Raises BackupError where some are not known to this version.
    """
    loader = MigrationLoader(connections[alias])
    applied = loader.applied_migrations.keys()
    if unknown := [
        key for key in applied if key[0] in loader.migrated_apps and key not in loader.graph.nodes
    ]:
        raise BackupError(
            f"The database is of a newer version: {'.'.join(min(unknown))} is not known to this one. "
            "Make the backup with the version that serves the site."
        )
    known = [key for key in applied if key in loader.graph.nodes]
    return [key for key in known if not any(c.key in applied for c in loader.graph.node_map[key].children)]


def list_tables_at(targets: list[MigrationKey]) -> TableModels:
    """Return the models as they were at the migrations `targets`, by the names of their tables."""
    apps = MigrationLoader(None).project_state(targets).apps
    models: list[type[Model]] = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not model._meta.proxy and model._meta.managed}


def migrate_file(path: Path, *, build_index: bool) -> None:
    """Apply all migrations to the database file `path`; fill the search index, where it is to be built."""
    with connect_file(path):
        with use_as_default(FILE_ALIAS):
            call_command("migrate", database=FILE_ALIAS, interactive=False, verbosity=0)
        if build_index:
            with transaction.atomic(using=FILE_ALIAS):
                build_target_index(FILE_ALIAS, tqdm(disable=True))


def copy_into_site(path: Path) -> None:
    """Make the migrated database file `path` the content of the site's PostgreSQL, in one transaction.

    Rows that are there are deleted. Raises DatabaseError, DatabaseCopyError.
    """
    call_command("migrate", interactive=False, verbosity=0)
    with connect_file(path), transaction.atomic(using=DEFAULT_DB_ALIAS):
        delete_rows(DEFAULT_DB_ALIAS)
        copy_database(FILE_ALIAS, DEFAULT_DB_ALIAS, is_quiet=True)


def delete_rows(alias: str) -> None:
    """Delete the rows of all tables of this site in the database `alias`, and of its search index."""
    connection = connections[alias]
    indexes = [
        name for name in connection.introspection.table_names() if name.startswith(INDEX_TABLE_PREFIXES)
    ]
    names = [name for name, count in count_rows([*list_tables(), *indexes], alias).items() if count]
    statements = connection.ops.sql_flush(no_style(), names, reset_sequences=False, allow_cascade=True)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
