"""Move the site into another database, such as from SQLite to PostgreSQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import environ
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.utils import load_backend

from posts.exchange.database.copying import as_default, copy
from posts.exchange.database.fingerprint import Fingerprint
from posts.exchange.database.tables import NotMovedError, ensure_empty, ensure_migrated, strangers

TARGET = "target"


class Command(BaseCommand):
    help = "Copy all rows into an empty database, which gets its tables first, and check that both agree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="as DATABASE_URL takes it")

    def handle(self, *args: Any, to: str, verbosity: int, **options: Any) -> None:
        try:
            with connected(to):
                self.move(is_quiet=not verbosity)
        except (DatabaseError, NotMovedError) as error:
            raise CommandError(str(error)) from error

    def move(self, *, is_quiet: bool) -> None:
        ensure_migrated(DEFAULT_DB_ALIAS)
        ensure_empty(TARGET)
        with as_default(TARGET):
            call_command("migrate", database=TARGET, verbosity=0)
        moved = copy(DEFAULT_DB_ALIAS, TARGET, is_quiet=is_quiet)
        if not is_quiet:
            self.stdout.writelines(f"{line}\n" for line in report(moved))
        for name, count in strangers(DEFAULT_DB_ALIAS).items():
            self.stderr.write(f"Left behind: {name} with {count} rows, which no app of this site knows.")


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Have the database at `address` as the one called TARGET. Raises CommandError."""
    target = read(address)
    if is_same(target, connections.settings[DEFAULT_DB_ALIAS]):
        raise CommandError("That is the database of this site itself.")
    complete = connections.configure_settings({DEFAULT_DB_ALIAS: target})[DEFAULT_DB_ALIAS]
    connections[TARGET] = load_backend(complete["ENGINE"]).DatabaseWrapper(complete, TARGET)
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]


def read(address: str) -> dict[str, Any]:
    """Return what Django's DATABASES has for `address`. Raises CommandError."""
    if not address.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise CommandError("--to takes an address such as postgres://user:password@host/name.")
    return dict(environ.Env.db_url_config(address))


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = ("ENGINE", "NAME", "HOST", "PORT")
    return all(str(one.get(key) or "") == str(other.get(key) or "") for key in keys)


def report(moved: Mapping[str, Fingerprint]) -> Iterator[str]:
    """Yield the lines of a table: what both databases have now."""
    width = max(map(len, moved))
    yield f"{'table':{width}}  {'rows':>9}  checksum of source and target"
    for name, fingerprint in moved.items():
        yield f"{name:{width}}  {fingerprint.count:>9,}  {fingerprint}"
    rows = sum(fingerprint.count for fingerprint in moved.values())
    yield f"{len(moved)} tables with {rows:,} rows: source and target agree."
