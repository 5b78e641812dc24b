"""Fingerprints of tables, equal for equal rows in whatever database."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

ROW_DIGEST_SIZE = 16  # bytes


@dataclass(slots=True)
class TableFingerprint:
    """The number of rows and the sum of their digests, which does not depend on the order of rows."""

    count: int = 0
    sum: int = 0

    def add_rows(self, rows: Iterable[Model]) -> None:
        """Add `rows` to the number and the sum."""
        for row in rows:
            self.count += 1
            self.sum = (self.sum + digest_row(row)) % 256**ROW_DIGEST_SIZE

    def __str__(self) -> str:
        return f"{self.sum:0{2 * ROW_DIGEST_SIZE}x}"


def digest_row(row: Model) -> int:
    """Return the digest of all values of `row`, the same for every database."""
    values = [field.value_from_object(row) for field in get_stored_fields(row)]
    # Sorted, because PostgreSQL orders the keys of a JSON object in its own way.
    text = json.dumps(values, default=format_json_value, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=ROW_DIGEST_SIZE).digest())


def format_json_value(value: Any) -> str:
    """Return a value that JSON has no type for as text; bytes in hexadecimal."""
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def get_stored_fields(row: Model) -> list[Field]:
    """Return the fields with columns whose values the database does not generate."""
    return [field for field in row._meta.local_concrete_fields if not field.generated]
