"""The site's database as one file of SQLite, as it was at one moment, while the site goes on writing."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.recorder import MigrationRecorder

from posts.exchange.backup.errors import BackupError, describe_error
from posts.exchange.backup.ownership import PRIVATE_FILE_MODE, get_database_path, give_to_site
from posts.exchange.backup.portable import copy_to_sqlite
from posts.exchange.database.tables import IGNORED_TABLE_PREFIXES

BUSY_SECONDS = 20  # that a connection waits for another one's write
# Columns with names of files in media; what they name must be in a backup.
MEDIA_COLUMNS = (
    ("posts_picture", "name"),
    ("posts_post", "cover"),
    ("posts_postnotebook", "media_name"),
    ("posts_profile", "picture"),
)


def write_snapshot(target: Path) -> None:
    """Write all rows of the site's database into the new file `target`. Raises BackupError."""
    source = get_database_path()
    try:
        if source is None:
            copy_to_sqlite(DEFAULT_DB_ALIAS, target)
        else:
            snapshot_sqlite(source, target)
    except (sqlite3.Error, DatabaseError) as error:
        raise BackupError(f"The database cannot be copied: {describe_error(error)}.") from error


def snapshot_sqlite(source: Path, target: Path) -> None:
    """Copy within one read transaction, on a connection of its own: writers wait for nothing.

    A copy page by page would begin again with each write (https://sqlite.org/backup.html).
    """
    if not source.is_file():
        raise BackupError(f"There is no database at {source}. Is DATA_DIR that of the site?")
    with closing(connect_sqlite(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def connect_sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)


@contextmanager
def open_snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that reads the file `path`. Raises BackupError where that is no whole database."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BackupError(f"The backup's database cannot be read: {describe_error(error)}.") from error


def count_snapshot_rows(path: Path) -> dict[str, int]:
    """Return the number of rows by table in the database file `path`, without search indexes."""
    with open_snapshot(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        names = [name for (name,) in tables if not name.startswith(IGNORED_TABLE_PREFIXES)]
        return {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def read_migrations(path: Path) -> list[tuple[str, str]]:
    """Return app and name of the migrations applied to the database file `path`."""
    with open_snapshot(path) as connection:
        table = MigrationRecorder.Migration._meta.db_table
        return connection.execute(f"SELECT app, name FROM {table}").fetchall()  # noqa: S608


def check_snapshot(path: Path) -> None:
    """Raise BackupError where pages of the database file `path` do not fit together."""
    with open_snapshot(path) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The backup's database is damaged: {found}.")


def find_named_media(path: Path) -> set[str]:
    """Return the names of files in media that rows of the database file `path` have."""
    found: set[str] = set()
    with open_snapshot(path) as connection:
        for table, column in MEDIA_COLUMNS:
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            if column in columns:
                query = f"SELECT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608
                found.update(name for (name,) in connection.execute(query))
    return found


def write_into_site(source: Path) -> None:
    """Make the database file `source` the content of the site's own file, in one transaction of SQLite.

    Who reads meanwhile sees the old rows, then the new ones. Raises BackupError.
    """
    target = get_database_path()
    assert target is not None  # noqa: S101  (the caller asked which database it is)
    connections[DEFAULT_DB_ALIAS].close()
    try:
        if not target.exists():
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE))
        give_to_site(target)
        with closing(connect_sqlite(target)) as written, closing(connect_sqlite(source)) as read:
            written.execute("PRAGMA synchronous=FULL")
            if read_page_size(read) != read_page_size(written):
                # Only so can it change.
                written.execute("PRAGMA journal_mode=DELETE")
            read.backup(written)
            written.execute("PRAGMA journal_mode=WAL")
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"The database cannot be written: {describe_error(error)}.") from error


def read_page_size(connection: sqlite3.Connection) -> int:
    """Return the size of the database's pages in bytes."""
    return int(connection.execute("PRAGMA page_size").fetchone()[0])
