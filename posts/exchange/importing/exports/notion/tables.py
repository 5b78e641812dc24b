"""Databases of Notion: one CSV with the columns of a view, and one, `_all.csv`, with all of them."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from posts.exchange.importing.records.regular_files import read_regular_file

MAX_TABLE_BYTES = 50_000_000
csv.field_size_limit(MAX_TABLE_BYTES)


@dataclass(frozen=True, slots=True)
class NotionTable:
    """The columns of a database, of which the first is the title, and its rows."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def find_row(self, title: str) -> dict[str, str]:
        """Return the columns with the values of the only row called so, which may be cut; without, empty."""
        wanted = fold_title(title)
        rows = [row for row in self.rows if row and fold_title(row[0]) == wanted]
        rows = rows or [row for row in self.rows if row and wanted and fold_title(row[0]).startswith(wanted)]
        values = rows[0] if len(rows) == 1 else []
        return dict(zip(self.columns, [*values, *[""] * len(self.columns)], strict=False))


def fold_title(title: str) -> str:
    """Return the letters and digits of a title: in names of files other characters are replaced."""
    return "".join(filter(str.isalnum, title)).casefold()


def read_database_table(path: Path) -> NotionTable:
    """Return the database in the CSV file at `path`; an empty one where it cannot be read."""
    try:
        text = read_regular_file(path, MAX_TABLE_BYTES).decode("utf-8-sig", "replace")
        lines = [row for row in csv.reader(io.StringIO(text)) if row]
    except (OSError, csv.Error):
        return NotionTable()
    return NotionTable([column.strip() for column in lines[0]], lines[1:]) if lines else NotionTable()
