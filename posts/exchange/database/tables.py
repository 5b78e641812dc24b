"""What the tables of a database are, and whether it may be moved from, or to."""

from collections import Counter
from collections.abc import Iterable

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

# To these, migrations bring rows of their own; in the order in which they can be emptied.
MIGRATED_TABLES = ["auth_group_permissions", "auth_group", "auth_permission", "django_content_type"]
# These tell what a database is, not what it holds; and search is built where it is used.
IGNORED_TABLE_PREFIXES = ("django_migrations", "posts_search", "posts_titles", "posts_subjects", "sqlite_")

TableModels = dict[str, type[Model]]


class DatabaseCopyError(Exception):
    """Nothing was moved; the message says why."""


def list_tables() -> TableModels:
    """Return the model of each table that this site keeps rows in, by its name."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not model._meta.proxy and model._meta.managed}


def count_rows(names: Iterable[str], alias: str) -> Counter[str]:
    """Return how many rows those of the tables `names` have that are in the database `alias`."""
    connection = connections[alias]
    there = set(names).intersection(connection.introspection.table_names())
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for name in sorted(there):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found


def find_unknown_tables(alias: str) -> Counter[str]:
    """Return the tables with rows that no app of this site knows, and how many they have."""
    names = set(connections[alias].introspection.table_names()) - list_tables().keys()
    return +count_rows((name for name in names if not name.startswith(IGNORED_TABLE_PREFIXES)), alias)


def ensure_migrated(alias: str) -> None:
    """Raise NotMovedError unless the database `alias` is as this version of the site wants it."""
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseCopyError("The database is not up to date: run manage.py migrate first.")


def ensure_empty(alias: str) -> None:
    """Raise NotMovedError where the database `alias` has rows that did not come with migrations."""
    found = +count_rows(list_tables().keys() - MIGRATED_TABLES, alias)
    if found:
        rows = ", ".join(f"{name} has {count}" for name, count in found.items())
        raise DatabaseCopyError(f"The target is not empty, and nothing was written to it: {rows}.")
