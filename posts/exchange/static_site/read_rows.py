"""What a page was made from: its SELECTs with a digest of their rows, by which it is known to be the same.

The rows are read for the digest just before the page reads them: a change in between makes the digest an old
one, and the page is made again the next time; it never makes an old page pass for a current one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.utils import timezone

NOW = {"now": True}  # stands for the time of the request among the parameters of a SELECT
CLOCK_MARGIN = timedelta(seconds=2)
PLAIN_TYPES = (str, int, float, bool, type(None))

Select = tuple[str, list[Any]]


class ReadRows:
    """Records the SELECTs of one page. `is_complete` is false where one cannot be repeated."""

    def __init__(self) -> None:
        self.selects: list[Select] = []
        self.digest = blake2b(digest_size=16)
        self.is_complete = True
        self.is_reading = False

    @contextmanager
    def record(self) -> Iterator[None]:
        with connection.execute_wrapper(self.watch_statement):
            yield

    def watch_statement(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  (Django calls it so)
        context: dict[str, Any],
    ) -> Any:
        if not self.is_reading and sql.lstrip(" (").startswith(("SELECT", "WITH")):
            self.is_reading = True
            try:
                self.add_select(sql, params or ())
            finally:
                self.is_reading = False
        return execute(sql, params, many, context)

    def add_select(self, sql: str, params: Sequence[Any]) -> None:
        kept = [NOW if is_now(param) else encode_param(param) for param in params]
        if not all(isinstance(param, (dict, *PLAIN_TYPES)) for param in kept):
            self.is_complete = False
        if self.is_complete:
            self.selects.append((sql, kept))
            update_digest(self.digest, sql, params)

    def as_json(self) -> dict[str, Any] | None:
        """Return what `is_unchanged` takes; None where it could not tell: a page that read no row, too."""
        if not self.is_complete or not self.selects:
            return None
        return {"selects": self.selects, "digest": self.digest.hexdigest()}


def is_unchanged(rows: dict[str, Any] | None) -> bool:
    """Whether the SELECTs of `rows`, as `ReadRows` returned it, still have the same result."""
    if not rows:
        return False
    digest = blake2b(digest_size=16)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for sql, params in rows["selects"]:
        update_digest(digest, sql, [now if param == NOW else decode_param(param) for param in params])
    return bool(digest.hexdigest() == rows["digest"])


def update_digest(digest: Any, sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        digest.update(repr(cursor.fetchall()).encode())


def encode_param(param: Any) -> Any:
    """Return a parameter as JSON can hold it: PostgreSQL is given moments as such. Others as they are."""
    return {"moment": param.isoformat()} if isinstance(param, datetime) else param


def decode_param(param: Any) -> Any:
    """Return the parameter that `encode_param` made `param` of."""
    return datetime.fromisoformat(param["moment"]) if isinstance(param, dict) else param


def is_now(param: Any) -> bool:
    """Whether a parameter is the time at which it is asked: a moment, or one as SQLite has it."""
    moment = param
    if isinstance(param, str) and len(param) >= 19 and param[4:5] == "-":
        try:
            moment = datetime.fromisoformat(param)
        except ValueError:
            return False
    if not isinstance(moment, datetime):
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return abs(timezone.now() - moment) < CLOCK_MARGIN
