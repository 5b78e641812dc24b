"""Databases beside that of the tests, taken to any migration and filled with the models it had."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from posts.exchange.database.copying import use_as_default
from posts.management.commands.copy_database import TARGET_ALIAS, connect_target
from tests.support.databases import create_postgresql_database

# The last migration before models were renamed; until then, some migrations ran the site's own code.
RELEASED = "0012_desk_indexes"


def migrate_posts(name: str = "") -> None:
    """Take the database in use to the migration `name` of posts, or to the last one."""
    call_command("migrate", "posts", *filter(None, [name]), database=TARGET_ALIAS, verbosity=0)


def load_models_at(name: str) -> Callable[[str, str], Any]:
    """Return a function that takes an app and a model, and gives it as it was at the migration `name`."""
    return MigrationLoader(connections[TARGET_ALIAS]).project_state([("posts", name)]).apps.get_model


@contextmanager
def use_database(address: str) -> Iterator[None]:
    """Have the database at `address` as the default one."""
    with connect_target(address), use_as_default(TARGET_ALIAS):
        yield


@contextmanager
def create_database(folder: Path, template: str = "") -> Iterator[str]:
    """Yield the address of a new database: empty, or like that at the address `template`."""
    if connection.vendor == "postgresql":
        with create_postgresql_database(template.rpartition("/")[2] or "template1") as address:
            yield address
        return
    path = folder / "site.sqlite3"
    if template:
        shutil.copy(template.removeprefix("sqlite:///"), path)
    yield f"sqlite:///{path}"
