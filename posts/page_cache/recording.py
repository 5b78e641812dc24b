"""Records the SELECTs of which a page is made, and proves later that they still find the same rows.

The digest is of the very rows that the page was made of: a second run might find what was committed between
both, and old bytes would bear the digest of new rows for ever.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from sys import intern
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from posts.models.current_time import is_current_time, renew_parameters
from posts.page_cache.dependencies import Dependencies, Statement

MAX_STATEMENTS = 60  # of a page; one with more has no dependencies
MAX_RECORDED = 1_000_000  # characters of the rows of a page, as they are digested
ROWS_AT_ONCE = 100
SELECT = re.compile(r"[\s(]*SELECT\b", re.I)
# They change nothing, and no row is asked for.
PASSED_OVER = re.compile(r"\s*(SAVEPOINT|RELEASE|BEGIN)\b", re.I)
# A date with its time as SQLite has it, where the column has no type that says so.
TIME_TEXT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")
TOLERANCE = timedelta(milliseconds=1)  # of a time that is written in milliseconds

recording = local()  # `recorder`: of the page that this thread makes


class TooManyRowsError(Exception):
    """The rows of a page are more than are worth a proof."""


class RowDigest:
    """A digest of rows, and of which of their times are still to come: pages compare them with the clock."""

    def __init__(self, environment: bytes) -> None:
        self.hash = blake2b(environment, digest_size=16)
        self.size = 0

    def add_statement(self, fetch: Callable[[int], Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Add the rows that `fetch`, a cursor's `fetchmany`, returns; yield them. Raises TooManyRowsError."""
        self.hash.update(b"\0")
        while rows := fetch(ROWS_AT_ONCE):
            yield rows
            text = repr(rows).encode(errors="surrogatepass")
            self.size += len(text)
            if self.size > MAX_RECORDED:
                raise TooManyRowsError
            self.hash.update(text)
            self.hash.update(repr(find_future_times(rows)).encode())


def find_future_times(rows: Sequence[Any]) -> list[tuple[int, int]]:
    """Return in which of `rows`, and which columns, stands a time that is still to come."""
    aware = timezone.now()
    naive = aware.astimezone(UTC).replace(tzinfo=None)
    text = str(naive)
    found = []
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                if value > (naive if value.tzinfo is None else aware):
                    found.append((number, column))
            elif is_time_text(value) and value > text:
                found.append((number, column))
    return found


def is_time_text(value: Any) -> bool:
    """Whether `value` is a date with its time, as SQLite returns it for an expression."""
    return isinstance(value, str) and 19 <= len(value) <= 32 and TIME_TEXT.fullmatch(value) is not None


class ReplayingCursor:
    """A database's cursor whose first rows were fetched before: it returns these, then the rest."""

    def __init__(self, cursor: Any, rows: list[Any]) -> None:
        self.cursor, self.rows = cursor, rows
        self.position = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row

    def execute(self, *args: Any) -> Any:
        self.forget_rows()
        return self.cursor.execute(*args)

    def executemany(self, *args: Any) -> Any:
        self.forget_rows()
        return self.cursor.executemany(*args)

    def callproc(self, *args: Any) -> Any:
        self.forget_rows()
        return self.cursor.callproc(*args)

    def forget_rows(self) -> None:
        self.rows, self.position = [], 0

    def fetchone(self) -> Any:
        if self.position < len(self.rows):
            self.position += 1
            return self.rows[self.position - 1]
        return self.cursor.fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows = self.rows[self.position : self.position + size]
        self.position += len(rows)
        return [*rows, *self.cursor.fetchmany(size - len(rows))] if len(rows) < size else rows

    def fetchall(self) -> list[Any]:
        rows = self.rows[self.position :]
        self.position = len(self.rows)
        return [*rows, *self.cursor.fetchall()]


class Recorder:
    """What a page is made of: its statements, and a digest of `environment` and of the rows they found.

    `reason` says why it cannot be proved later, as text for developers; "" if it can.
    """

    def __init__(self, environment: bytes) -> None:
        self.began_at = timezone.now()
        self.statements: list[Statement] = []
        self.digest = RowDigest(environment)
        self.reason = ""
        self.has_errors = False

    def execute(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        """Execute `sql` as an execute wrapper of Django does, and record it with its rows."""
        is_recorded = not self.reason and not PASSED_OVER.match(sql)
        if is_recorded:
            self.reason = self.find_obstacle(sql, params, many, context["connection"])
        try:
            result = execute(sql, params, many, context)
            if is_recorded and not self.reason:
                self.record_rows(sql, params, context["cursor"])
        except Exception:
            # The page may show what it shows where the database is away.
            self.has_errors = True
            raise
        return result

    def find_obstacle(self, sql: str, params: Any, many: Any, connection: Any) -> str:
        """Return why a page that sends `sql` cannot be proved; "" if it can."""
        if many or not SELECT.match(sql):
            return f"no SELECT: {sql}"
        if connection.alias != DEFAULT_DB_ALIAS:
            return f"another database: {connection.alias}"
        if not (isinstance(params, tuple | list) or (params is None and "%" not in sql)):
            return f"parameters by name, or none: {sql}"
        if len(self.statements) >= MAX_STATEMENTS:
            return "too many statements"
        if any(map(self.is_unmarked_time, params or ())):
            return f"the current time is not marked: {sql}"
        return ""

    def is_unmarked_time(self, parameter: Any) -> bool:
        """Whether `parameter` seems to be the time at which the page is made, and does not say so."""
        if is_current_time(parameter):
            return False
        if is_time_text(parameter):
            parameter = datetime.fromisoformat(parameter)
        if not isinstance(parameter, datetime):
            return False
        moment = parameter.replace(tzinfo=UTC) if parameter.tzinfo is None else parameter
        return self.began_at - TOLERANCE <= moment <= timezone.now() + TOLERANCE

    def record_rows(self, sql: str, params: Any, wrapper: Any) -> None:
        """Take the rows of the cursor in `wrapper`, Django's, and have it return them."""
        cursor = wrapper.cursor.cursor if isinstance(wrapper.cursor, ReplayingCursor) else wrapper.cursor
        rows: list[Any] = []
        try:
            for some in self.digest.add_statement(cursor.fetchmany):
                rows += some
        except TooManyRowsError:
            self.reason = "too many rows"
        wrapper.cursor = ReplayingCursor(cursor, rows)
        # 10,000 pages share the texts of their statements.
        self.statements.append(Statement(intern(sql), tuple(params or ())))

    def get_dependencies(self) -> Dependencies | None:
        """Return what the page depends on; None where it cannot be proved."""
        if self.reason or self.has_errors:
            return None
        return Dependencies(tuple(self.statements), self.digest.hash.digest())


@contextmanager
def record_statements(environment: bytes) -> Iterator[Recorder]:
    """Record the statements that this thread sends within the block."""
    outer = get_recorder()
    recording.recorder = recorder = Recorder(environment)
    try:
        yield recorder
    finally:
        recording.recorder = outer


def get_recorder() -> Recorder | None:
    """Return what records the statements of this thread, if anything does."""
    return getattr(recording, "recorder", None)


def are_unchanged(dependencies: Dependencies, environment: bytes) -> bool:
    """Whether the statements of a page find now, in `environment`, what they found when it was made.

    Raises DatabaseError.
    """
    if not connection.in_atomic_block:
        # As Django does before each request: the last one may have been long ago.
        connection.close_if_unusable_or_obsolete()
    digest = RowDigest(environment)
    try:
        with connection.cursor() as cursor:
            for statement in dependencies.statements:
                cursor.execute(statement.sql, renew_parameters(statement.parameters))
                for _rows in digest.add_statement(cursor.fetchmany):
                    pass
    except TooManyRowsError:
        return False
    return digest.hash.digest() == dependencies.digest
