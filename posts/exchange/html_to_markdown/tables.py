"""Tables: of data, which stay tables, and of layout, of which only the contents stay."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from posts.exchange.html_to_markdown.document import (
    Block,
    Cell,
    CodeBlock,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)
from posts.exchange.html_to_markdown.styles import parse_style
from posts.rendering.tree import Element

if TYPE_CHECKING:
    from posts.exchange.html_to_markdown.reader import Look, Reader

CELL_ALIGNMENTS = frozenset({"left", "center", "right"})
MAX_SPAN = 1_000


@dataclass(slots=True)
class TableReader:
    """A table that is being read; `others` is what stands in it outside of cells, such as a caption."""

    is_layout: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    in_head: bool = False


def read_table_element(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a table; what it is is decided at its end."""
    table = TableReader(element.attributes.get("role") in {"presentation", "none"})
    reader.end_paragraph()
    if reader.is_full(element):
        reader.read_block(element, look)
        return
    parent = reader.containers[-1]
    reader.containers.append(table.others)
    reader.tables.append(table)

    def close() -> None:
        reader.end_paragraph()
        reader.containers.pop()
        reader.tables.pop()
        parent.extend(finish_table(table))

    reader.descend(element, look._replace(in_heading=False), close)


def read_row(reader: "Reader", element: Element, look: "Look") -> None:
    if reader.tables:
        reader.tables[-1].rows.append([])
    reader.read_block(element, look)


def read_cell(reader: "Reader", element: Element, look: "Look") -> None:
    if not reader.tables:
        reader.read_block(element, look)
        return
    table = reader.tables[-1]
    if not table.rows:
        table.rows.append([])
    columns, rows = (read_span(element.attributes.get(name, "")) for name in ("colspan", "rowspan"))
    is_head = element.tag == "th"
    cell = Cell(is_head=is_head, columns=columns, rows=rows, align=read_alignment(element))
    # What a cell of the head sets in bold anyway is no mark.
    reader.open_container(element, look, cell, table.rows[-1])  # type: ignore[arg-type]


def read_span(value: str) -> int:
    return (
        min(int(value), MAX_SPAN)
        if value.isascii() and value.isdigit() and len(value) < 6 and int(value)
        else 1
    )


def read_alignment(element: Element) -> str:
    style = element.attributes.get("style", "")
    align = parse_style(style).get("text-align", "") if "text-align" in style else ""
    align = align or element.attributes.get("align", "").lower()
    return align if align in CELL_ALIGNMENTS else ""


def read_caption(reader: "Reader", element: Element, look: "Look") -> None:
    """Read the caption of a table or a figure."""
    reader.end_paragraph()
    reader.paragraph = Paragraph(is_caption=True)
    reader.containers[-1].append(reader.paragraph)
    reader.descend(element, look._replace(in_heading=True), reader.end_paragraph)


def finish_table(table: TableReader) -> list[Block]:
    """Return the blocks that a table becomes: itself, or what is in it."""
    rows = drop_empty_cells(table.rows)
    cells = [cell for row in rows for cell in row]
    if not cells:
        return table.others
    if table.is_layout or len(cells) == 1 or is_layout(rows):
        return [*table.others, *(block for cell in cells for block in cell.children)]
    return [*table.others, Table(rows)]


def drop_empty_cells(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return `rows` without those that are empty, and without columns that are empty to the right."""
    rows = [row for row in rows if any(has_content(cell) for cell in row)]
    has_spans = any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row)
    if has_spans:
        return rows
    width = max((index + 1 for row in rows for index, cell in enumerate(row) if has_content(cell)), default=0)
    return [row[:width] for row in rows]


def has_content(cell: Cell) -> bool:
    return any(not isinstance(block, Paragraph) or has_runs(block) for block in cell.children)


def has_runs(paragraph: Paragraph) -> bool:
    return any(run.kind in {"formula", "image", "html", "note"} or run.text.strip() for run in paragraph.runs)


def is_layout(rows: list[list[Cell]]) -> bool:
    """Whether a table only places its contents: tables in it, or one column of long texts."""
    cells = [cell for row in rows for cell in row]
    if any(isinstance(block, Table) for cell in cells for block in cell.children):
        return True
    is_column = max(map(len, rows)) == 1 and not any(cell.is_head for cell in cells)
    return is_column and any(is_long(cell) for cell in cells)


def is_long(cell: Cell) -> bool:
    blocks = [block for block in cell.children if not isinstance(block, Paragraph) or has_runs(block)]
    return len(blocks) > 2 or any(isinstance(block, ListBlock | CodeBlock | Quote) for block in blocks)
