"""Databases on the PostgreSQL server of the tests, beside theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

requires_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL"
)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on every database")

END_CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user
"""


@contextmanager
def create_postgresql_database(template: str) -> Iterator[str]:
    """Make a database that is like `template`, to which nobody may be connected; yield its address."""
    given = connection.settings_dict
    server = f"{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}"
    name = f"transmission_{uuid4().hex}"
    with psycopg.connect(f"postgres://{server}/postgres", autocommit=True) as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgres://{server}/{name}"
        finally:
            # FORCE is refused while autovacuum, which is the superuser's, is at work there; without it the
            # server ends autovacuum by itself.
            cursor.execute(END_CONNECTIONS, [name])
            cursor.execute(f"DROP DATABASE {name}")
