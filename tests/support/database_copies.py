"""Copies of the tests' empty database, for servers and other processes.

A conftest makes the fixture available by importing it.
"""

import pytest
from django.db import connection

from tests.support.databases import create_postgresql_database


@pytest.fixture(scope="module")
def database_copy(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of a new database with the schema of the tests' own, for tests marked `django_db`.

    It is made before the transaction of the first test begins, and what is stored there stays.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            connection.close()  # PostgreSQL copies no database that somebody is connected to
            with create_postgresql_database(template=connection.settings_dict["NAME"]) as address:
                yield address
        else:
            path = tmp_path_factory.mktemp("database") / "site.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
            yield f"sqlite:///{path}"
            path.unlink()
