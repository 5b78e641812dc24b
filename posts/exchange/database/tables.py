"""The tables of a database, and whether it can be copied from or to."""

from collections import Counter
from collections.abc import Iterable

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

# Tables that migrations fill, in an order in which they can be emptied.
MIGRATED_TABLES = ["auth_group_permissions", "auth_group", "auth_permission", "django_content_type"]
INDEX_TABLE_PREFIXES = ("posts_search", "posts_titles", "posts_subjects")
# Tables that are not copied: internal ones, and the search index, which is built anew.
IGNORED_TABLE_PREFIXES = ("django_migrations", *INDEX_TABLE_PREFIXES, "sqlite_")

TableModels = dict[str, type[Model]]


class DatabaseCopyError(Exception):
    """Nothing was copied; the message says why, for people."""


def list_tables() -> TableModels:
    """Return the model of each table of this site, by the table's name."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not model._meta.proxy and model._meta.managed}


def count_rows(names: Iterable[str], alias: str) -> Counter[str]:
    """Return the number of rows of each table in `names` that exists in the database `alias`."""
    connection = connections[alias]
    there = set(names).intersection(connection.introspection.table_names())
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for name in sorted(there):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found


def find_unknown_tables(alias: str) -> Counter[str]:
    """Return the tables with rows that belong to no app of this site, and their numbers of rows."""
    names = set(connections[alias].introspection.table_names()) - list_tables().keys()
    return +count_rows((name for name in names if not name.startswith(IGNORED_TABLE_PREFIXES)), alias)


def ensure_migrated(alias: str) -> None:
    """Raise DatabaseCopyError unless all migrations are applied to the database `alias`."""
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseCopyError("The database is not up to date: run manage.py migrate first.")


def ensure_empty(alias: str) -> None:
    """Raise DatabaseCopyError where the database `alias` has rows that migrations did not make."""
    found = +count_rows(list_tables().keys() - MIGRATED_TABLES, alias)
    if found:
        rows = ", ".join(f"{name} has {count}" for name, count in found.items())
        raise DatabaseCopyError(f"The target is not empty, and nothing was written to it: {rows}.")
