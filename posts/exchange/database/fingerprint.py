"""The sum over all rows of a table by which two of them are known to be the same, in whatever database."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

ROW_DIGEST_SIZE = 16  # bytes


@dataclass(slots=True)
class TableFingerprint:
    """Counts rows and sums up their digests: in whatever order they come, for databases sort differently."""

    count: int = 0
    sum: int = 0

    def add_rows(self, rows: Iterable[Model]) -> None:
        for row in rows:
            self.count += 1
            self.sum = (self.sum + digest_row(row)) % 256**ROW_DIGEST_SIZE

    def __str__(self) -> str:
        return f"{self.sum:0{2 * ROW_DIGEST_SIZE}x}"


def digest_row(row: Model) -> int:
    """Return the digest of all values of `row`, the same from whatever database it came."""
    values = [field.value_from_object(row) for field in get_stored_fields(row)]
    # Sorted, for PostgreSQL keeps what is in a JSON object in an order of its own.
    text = json.dumps(values, default=format_json_value, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=ROW_DIGEST_SIZE).digest())


def format_json_value(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def get_stored_fields(row: Model) -> list[Field]:
    """Return the fields whose values are written, and not made by the database."""
    return [field for field in row._meta.local_concrete_fields if not field.generated]
