"""Copy the site into another database, such as from SQLite to PostgreSQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import environ
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.utils import load_backend

from posts.exchange.database.copying import copy_database, use_as_default
from posts.exchange.database.fingerprint import TableFingerprint
from posts.exchange.database.tables import (
    DatabaseCopyError,
    ensure_empty,
    ensure_migrated,
    find_unknown_tables,
)

TARGET_ALIAS = "target"


class Command(BaseCommand):
    help = "Create the tables in an empty database, copy all rows into it and verify them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="URL as in DATABASE_URL")

    def handle(self, *args: Any, to: str, verbosity: int, **options: Any) -> None:
        try:
            with connect_target(to):
                self.copy_all(is_quiet=not verbosity)
        except (DatabaseError, DatabaseCopyError) as error:
            raise CommandError(str(error)) from error

    def copy_all(self, *, is_quiet: bool) -> None:
        ensure_migrated(DEFAULT_DB_ALIAS)
        ensure_empty(TARGET_ALIAS)
        with use_as_default(TARGET_ALIAS):
            call_command("migrate", database=TARGET_ALIAS, verbosity=0)
        copied = copy_database(DEFAULT_DB_ALIAS, TARGET_ALIAS, is_quiet=is_quiet)
        if not is_quiet:
            self.stdout.writelines(f"{line}\n" for line in format_fingerprints(copied))
        for name, count in find_unknown_tables(DEFAULT_DB_ALIAS).items():
            self.stderr.write(f"Left behind: {name} with {count} rows, which no app of this site knows.")


@contextmanager
def connect_target(address: str) -> Iterator[None]:
    """Register the database at `address` under TARGET_ALIAS. Raises CommandError."""
    target = parse_database_url(address)
    if is_same_database(target, connections.settings[DEFAULT_DB_ALIAS]):
        raise CommandError("That is the database of this site itself.")
    complete = connections.configure_settings({DEFAULT_DB_ALIAS: target})[DEFAULT_DB_ALIAS]
    connections[TARGET_ALIAS] = load_backend(complete["ENGINE"]).DatabaseWrapper(complete, TARGET_ALIAS)
    try:
        yield
    finally:
        connections[TARGET_ALIAS].close()
        del connections[TARGET_ALIAS]


def parse_database_url(address: str) -> dict[str, Any]:
    """Return an entry of Django's DATABASES for `address`. Raises CommandError."""
    if not address.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise CommandError("--to takes an address such as postgres://user:password@host/name.")
    return dict(environ.Env.db_url_config(address))


def is_same_database(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two settings of a database name the same one, by Django's backend or by ours."""
    keys = ("NAME", "HOST", "PORT")
    kinds = {settings["ENGINE"].rpartition(".")[2] for settings in (one, other)}
    return len(kinds) == 1 and all(str(one.get(key) or "") == str(other.get(key) or "") for key in keys)


def format_fingerprints(copied: Mapping[str, TableFingerprint]) -> Iterator[str]:
    """Yield the lines of a table: rows and checksum of each table in both databases."""
    width = max(map(len, copied))
    yield f"{'table':{width}}  {'rows':>9}  checksum of source and target"
    for name, fingerprint in copied.items():
        yield f"{name:{width}}  {fingerprint.count:>9,}  {fingerprint}"
    rows = sum(fingerprint.count for fingerprint in copied.values())
    yield f"{len(copied)} tables with {rows:,} rows: source and target agree."
