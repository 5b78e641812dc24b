"""One run of all migrations for all workers: each gets a copy of the database that the first one made."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

CREATION = type(connection.creation)


@contextmanager
def share_migrations(folder: Path) -> Iterator[None]:
    """Have Django create test databases as copies of what the first worker leaves in `folder`.

    What is copied is still migrated, which finds nothing to do and takes a thirtieth of the time.
    """
    create, template = CREATION.create_test_db, folder / "migrated.sqlite3"

    def create_or_copy(self: Any, *args: Any, keepdb: bool = False, **options: Any) -> str:
        with (folder / "migrated.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if is_ready := template.exists():
                copy_template(template, self._get_test_db_name())
            name = create(self, *args, keepdb=keepdb or is_ready, **options)
            if not is_ready:
                make_template(template)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CREATION, "create_test_db", create_or_copy)
        yield


def copy_template(template: Path, name: str) -> None:
    """Make the database `name` like the template; on PostgreSQL it is there already."""
    if connection.vendor == "sqlite":
        shutil.copy(template, name)


def make_template(template: Path) -> None:
    """Leave copies of the database that the connection is to, for those who find `template`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(template)])
    else:
        copy_for_other_workers(connection.settings_dict["NAME"])
        template.touch()


def copy_for_other_workers(name: str) -> None:
    """Copy the database `name`, to which nobody may be connected, for each other worker of this run."""
    connection.close()
    base, _, own = name.rpartition("_gw")
    with connection._nodb_cursor() as cursor:
        for worker in range(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))):
            if str(worker) != own:
                cursor.execute(f"DROP DATABASE IF EXISTS {base}_gw{worker}")
                cursor.execute(f"CREATE DATABASE {base}_gw{worker} TEMPLATE {name}")
