"""The `.dat` file of Typecho's own backup: a row of a table after the other, each with its MD5."""

import hashlib
import json
import struct
from collections import defaultdict
from pathlib import Path

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.records.regular_files import read_regular_file

MARK_START, MARK_LENGTH = b"%TYPECHO_BACKUP_", 21
OLD_VERSION = b"FILE"  # says no length of a row's body: its columns do
TABLE_NAMES = {1: "contents", 2: "comments", 3: "metas", 4: "relationships", 5: "users", 6: "fields"}
BACKUP_DIGEST_LENGTH = 32
MAX_BACKUP_BYTES = 1024 * 1024 * 1024
WRITTEN_SPACES = (("&#8195;", "\u2003"), ("&emsp;", "\u2003"))

Row = dict[str, str]


def read_backup_file(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each table, by the table's name; NULL is "". Raises ExportError."""
    try:
        data = read_regular_file(path, MAX_BACKUP_BYTES)
    except OSError as error:
        raise ExportError(f"{path.name} cannot be read: {error.strerror}.") from error
    mark = data[:MARK_LENGTH]
    tables: dict[str, list[Row]] = defaultdict(list)
    position, count = MARK_LENGTH, 0
    while position < len(data) and data[position : position + MARK_LENGTH] != mark:
        try:
            table, row, position = read_backup_row(data, position, is_old=OLD_VERSION in mark)
        except (struct.error, ValueError, TypeError, AttributeError) as error:
            text = f"{path.name} is cut off or damaged: {count:,} of its rows are whole; nothing is imported."
            raise ExportError(text) from error
        tables[TABLE_NAMES.get(table, "")].append(row)
        count += 1
    if position >= len(data):
        raise ExportError(f"{path.name} is cut off: {count:,} of its rows are whole; nothing is imported.")
    return tables


def read_backup_row(data: bytes, start: int, *, is_old: bool) -> tuple[int, Row, int]:
    """Return the table, the columns and the end of the row at `start`. Raises ValueError and struct.error."""
    table, schema_length = struct.unpack_from("<HH", data, start)
    schema_start = start + (6 if is_old else 8)
    body_start = schema_start + schema_length
    schema = json.loads(data[schema_start:body_start])
    sizes = sum(length or 0 for length in schema.values())
    end = body_start + (sizes if is_old else struct.unpack_from("<I", data, start + 4)[0])
    digest = hashlib.md5(data[start:end], usedforsecurity=False).hexdigest()
    if data[end : end + BACKUP_DIGEST_LENGTH] != digest.encode():
        raise ValueError("the digest of a row differs")
    row: Row = {}
    for name, length in schema.items():
        text = data[body_start : body_start + (length or 0)].decode("utf-8", "replace")
        for written, meant in WRITTEN_SPACES:
            text = text.replace(written, meant)
        row[name] = text
        body_start += length or 0
    return table, row, end + BACKUP_DIGEST_LENGTH
