"""Grid tables of Pandoc and reStructuredText, drawn with `+---+` and `|`, as tables with bars."""

import re
from itertools import pairwise

from posts.exchange.importing.records.record import PostRecord
from posts.rendering.scanner import find_fences

KEPT_NOTE = "table kept as it is drawn"
GRID_BORDER = re.compile(r"(?P<indent>[ \t]*)(?P<line>\+(?:[-=:]{3,}\+)+)[ \t]*")
CELL_LIST_ITEM = re.compile(r"(?:[-*+]|\d+[.)]) ")
MAX_TABLE_LINES = 400


def convert_grid_tables(text: str, record: PostRecord) -> str:
    """Return `text` with every grid table outside code rewritten; one with merged cells is kept as code."""
    if "+--" not in text and "+==" not in text and "+:-" not in text:
        return text
    lines = text.split("\n")
    in_fence = find_fences(lines).in_fence
    done: list[str] = []
    position = 0
    while position < len(lines):
        border = None if in_fence[position] else GRID_BORDER.fullmatch(lines[position])
        end = find_table_end(lines, position, border["indent"]) if border else position
        if border and end > position + 2:
            done += write_table(lines[position:end], border["indent"], record)
            position = end
        else:
            done.append(lines[position])
            position += 1
    return "\n".join(done)


def find_table_end(lines: list[str], start: int, indent: str) -> int:
    """Return the line behind the last border of the table that begins on line `start`."""
    end = start
    for position in range(start, min(len(lines), start + MAX_TABLE_LINES)):
        line = lines[position].removeprefix(indent)
        if not line.startswith(("+", "|")):
            break
        end = position + 1 if GRID_BORDER.fullmatch(lines[position]) else end
    return end


def write_table(lines: list[str], indent: str, record: PostRecord) -> list[str]:
    """Return the lines of one grid table with bars between its cells."""
    bare = [line.removeprefix(indent).rstrip() for line in lines]
    rows = read_grid_rows(bare)
    if rows is None:
        record.add_note(KEPT_NOTE, "a grid table with merged cells", record.find_line(lines[0]))
        return [f"{indent}```", *lines, f"{indent}```"]
    has_head = any("=" in line and GRID_BORDER.fullmatch(line) for line in bare[1:-1])
    columns = len(rows[0])
    rule = next((line for line in bare if "=" in line), bare[0])
    head = rows[0] if has_head else [""] * columns
    body = rows[1:] if has_head else rows
    marks = [format_alignment(part) for part in rule.strip("+").split("+")]
    return [f"{indent}| {' | '.join(row)} |" for row in (head, marks, *body)]


def read_grid_rows(lines: list[str]) -> list[list[str]] | None:
    """Return the cells of each row; None where cells are merged or do not stand in their columns."""
    edges = [position for position, char in enumerate(lines[0]) if char == "+"]
    rows: list[list[str]] = []
    cells: list[list[str]] = [[] for _ in edges[1:]]
    for line in lines[1:]:
        if GRID_BORDER.fullmatch(line):
            if [position for position, char in enumerate(line) if char == "+"] != edges:
                return None
            rows.append([join_cell(parts) for parts in cells])
            cells = [[] for _ in edges[1:]]
            continue
        parts = split_row(line, edges)
        if parts is None:
            return None
        for cell, part in zip(cells, parts, strict=True):
            cell.append(part.strip())
    return rows


def split_row(line: str, edges: list[int]) -> list[str] | None:
    """Return the cells of a line: between its bars at the columns `edges`, Han letters two columns wide."""
    parts = line.strip("|").split("|") if line.count("|") == len(edges) else None
    if parts is not None:
        return parts
    if len(line) == edges[-1] + 1 and all(line[edge] == "|" for edge in edges):
        return [line[left + 1 : right].replace("|", "\\|") for left, right in pairwise(edges)]
    return None


def join_cell(parts: list[str]) -> str:
    """Return the lines of one cell as one; items of a list and paragraphs stand below each other."""
    paragraphs: list[str] = []
    begins = True
    for part in parts:
        if part and (begins or CELL_LIST_ITEM.match(part)):
            paragraphs.append(part)
        elif part:
            paragraphs[-1] += f" {part}"
        begins = not part
    return "<br>".join(paragraphs)


def format_alignment(part: str) -> str:
    """Return the mark of a column's alignment."""
    return f"{':' if part.startswith(':') else ''}---{':' if part.endswith(':') else ''}"
