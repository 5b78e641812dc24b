"""Tables (GFM, section 4.10): their rows, and the cells of a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posts.rendering.scanner.blocks import CODE_INDENT
from posts.rendering.scanner.containers import CONTAINER_MARKERS, is_table_delimiter_row

# A backslash keeps a bar in its cell, in code and formulas too.
CELL_SEPARATOR = re.compile(r"(?<!\\)\|")
DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
# What ends a table without an empty line, beside quotes and list items.
TABLE_INTERRUPTION = re.compile(r"#{1,6}(?:[ \t]|$)|<[A-Za-z/!?]|`{3}|~{3}|(?:[-*_][ \t]*){3,}$")
LIST_MARKER = re.compile(r"[^> \t]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row other than the delimiter row: the number of its line, from 0, and the columns of its table.

    `prefix` is what quotes and list items put before `content`.
    """

    number: int
    prefix: str
    content: str
    columns: int
    is_head: bool


def find_table_rows(lines: Sequence[str], in_fence: Sequence[bool]) -> Iterator[TableRow]:
    """Yield the heads and rows of all tables. A head may have too many cells, and so be none after all."""
    columns, depth, in_list = 0, 0, False
    for number, line in enumerate(lines):
        prefix = CONTAINER_MARKERS.match(line)[0]  # type: ignore[index]  # it matches the empty string too
        content = line[len(prefix) :]
        begins_item = bool(LIST_MARKER.search(prefix))
        in_list = begins_item or (in_list and (not content or prefix.endswith((" ", "\t"))))
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if in_fence[number] or not content or begins_item or prefix.count(">") != depth:
            columns = 0
        if not columns:
            is_code = in_fence[number] or (not in_list and is_indented(prefix))
            columns = 0 if is_code or not content else count_columns(following, prefix.count(">"))
            if columns:
                depth = prefix.count(">")
                yield TableRow(number, prefix, content, columns, is_head=True)
        elif TABLE_INTERRUPTION.match(content):
            columns = 0
        elif not is_table_delimiter_row(line):
            yield TableRow(number, prefix, content, columns, is_head=False)


def is_indented(prefix: str) -> bool:
    """Whether a line with `prefix` is indented code, unless it stands in a list item."""
    _, quote, indent = prefix.rpartition(">")
    # A space behind the mark of a quote belongs to the mark.
    return len(indent.expandtabs(CODE_INDENT)) >= CODE_INDENT + len(quote)


def count_columns(line: str, depth: int) -> int:
    """Return the number of columns where `line` is a delimiter row in `depth` quotes; else 0."""
    if not is_table_delimiter_row(line) or line.count(">") != depth:
        return 0
    content = line.rpartition(">")[2].strip()
    return count_cells(content) if DELIMITER_ROW.fullmatch(content) else 0


def count_cells(content: str) -> int:
    return len(find_separators(content)) + 1


def find_separators(content: str) -> list[int]:
    """Return the positions of the bars between the cells of a row, without those before and behind them."""
    content = content.rstrip()
    separators = [match.start() for match in CELL_SEPARATOR.finditer(content)]
    if separators and separators[0] == 0:
        del separators[0]
    if separators and separators[-1] == len(content) - 1:
        del separators[-1]
    return separators
