"""Tables as Markdown (GFM, section 4.10), or as HTML where cells span others or hold blocks."""

import re
from collections.abc import Callable, Sequence

from posts.exchange.html_to_markdown.document import Block, Cell, Paragraph, Run, Table
from posts.exchange.html_to_markdown.paragraphs import join_runs
from posts.exchange.html_to_markdown.runs_writer import RunsContext, write_runs

PLAIN_TEXT = re.compile(r"[\w ,.;()（），。、；：？！“”%/+-]*")
RULES = {"left": ":--", "center": ":-:", "right": "--:", "": "---"}
MAX_CELLS = 50_000


def write_table_rows(table: Table, write_blocks: Callable[[Sequence[Block]], list[str]]) -> list[str]:
    """Return the lines of a table. `write_blocks` writes what is in a cell of HTML."""
    if is_simple(table):
        return write_pipe_table(table)
    return write_html_table(table, write_blocks)


def is_simple(table: Table) -> bool:
    """Whether a table can be written with bars: cells of one or more paragraphs, none over others."""
    cells = [cell for row in table.rows for cell in row]
    is_flat = all(
        isinstance(block, Paragraph) and not block.level for cell in cells for block in cell.children
    )
    has_heads_below = any(cell.is_head for row in table.rows[1:] for cell in row[1:])
    return is_flat and not has_heads_below and all(cell.columns == cell.rows == 1 for cell in cells)


def write_pipe_table(table: Table) -> list[str]:
    width = max(map(len, table.rows))
    for cell in table.rows[0]:
        # The head of a table is bold anyway.
        cell.is_head = True
    rows = [[write_cell(cell) for cell in row] + [""] * (width - len(row)) for row in table.rows]
    alignments = [find_alignment(table, column) for column in range(width)]
    head, *body = rows
    return [join_row(head), join_row([RULES[each] for each in alignments]), *map(join_row, body)]


def join_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def find_alignment(table: Table, column: int) -> str:
    """Return the alignment that all cells of a column with text share, "" where they differ."""
    cells = [row[column] for row in table.rows if column < len(row)]
    alignments = {cell.align for cell in cells if cell.children}
    return alignments.pop() if len(alignments) == 1 else ""


def write_cell(cell: Cell) -> str:
    """Return a cell on one line; its paragraphs are parted by breaks."""
    runs: list[Run] = []
    for block in cell.children:
        if isinstance(block, Paragraph):
            runs += [Run("break"), *block.runs] if runs else block.runs
    if cell.is_head:
        runs = join_runs([run._replace(marks=run.marks - {"strong"}) for run in runs])
    return write_runs(runs, RunsContext(in_table=True))


def write_html_table(table: Table, write_blocks: Callable[[Sequence[Block]], list[str]]) -> list[str]:
    """Return the lines of a table in HTML, with Markdown between empty lines in its cells."""
    lines = ["<table>"]
    for row in table.rows:
        lines.append("<tr>")
        for cell in row:
            lines += write_html_cell(cell, write_blocks)
        lines.append("</tr>")
    return [*lines, "</table>"]


def write_html_cell(cell: Cell, write_blocks: Callable[[Sequence[Block]], list[str]]) -> list[str]:
    tag = "th" if cell.is_head else "td"
    spans = {"colspan": cell.columns, "rowspan": cell.rows}
    attributes = "".join([f' {name}="{count}"' for name, count in spans.items() if count > 1])
    attributes += f' align="{cell.align}"' if cell.align else ""
    content = write_blocks(cell.children)
    is_text = all(isinstance(block, Paragraph) for block in cell.children)
    if is_text and len(content) <= 1 and PLAIN_TEXT.fullmatch("".join(content)):
        return [f"<{tag}{attributes}>{''.join(content)}</{tag}>"]
    return [f"<{tag}{attributes}>", "", *content, "", f"</{tag}>"]
