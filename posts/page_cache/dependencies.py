"""What a stored page depends on: the SELECTs from which it was made, and a digest of their rows."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT with its parameters; the current time among these is marked (`models.current_time`)."""

    sql: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The statements of a page in the order in which they were sent, and a digest of all their rows."""

    statements: tuple[Statement, ...]
    digest: bytes
