r"""Cells of tables whose rows are not what the parser counts on.

A bar in a formula or in code ends a cell for the parser, and of a row that is longer than the head it drops
the rest. And in every cell it takes the backslash from `\|`, which in a formula makes a norm a bar.
"""

import re
from collections.abc import Iterator

from posts.rendering.context import RenderContext
from posts.rendering.scanner.tables import (
    CELL_SEPARATOR,
    TableRow,
    count_cells,
    find_separators,
    find_table_rows,
)
from posts.rendering.source import SourceText

MAX_ROW_WARNINGS = 20  # a post
# Code and formulas in a row, and escapes, which begin none.
CODE_OR_FORMULA = re.compile(
    r"(?<!`)(?P<ticks>`+)[^`]+(?P=ticks)(?!`)"
    r"|(?P<formula>\\\((?:[^\\]|\\[^()])*+\\\)|\\\[(?:[^\\]|\\[^\[\]])*+\\\]"
    r"|\$\$(?:[^$\\]|\\.)++\$\$|\$(?=[^\s$])(?:[^$\\]|\\.)++(?<!\s)\$(?!\d))"
    r"|\\."
)
# A line's end, a norm, a bar. The name of the norm must not meet a letter behind it.
FORMULA_BAR = re.compile(r"\\\\\|?|\\\|(?=(?P<letter>[A-Za-z]?))|(?P<bar>\|)")


def mend_table_cells(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with whole formulas and code in its cells, and nothing behind the last of them.

    Warns of rows that are longer or shorter than the head of their table.
    """
    if "|" not in source.text:
        return source
    mended = dict(mend_rows(source, context))
    if not mended:
        return source
    return source.rewrite((number, mended.get(number, line)) for number, line in enumerate(source.lines))


def mend_rows(source: SourceText, context: RenderContext) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each row that changes."""
    warning_count = 0
    is_table = False
    for row in find_table_rows(source.lines, source.fences.in_fence):
        content = join_cells(row)
        cells = count_cells(content)
        if row.is_head:
            # With another number of cells than the row of hyphens, it is no head.
            is_table = cells == row.columns
        if not is_table:
            continue
        if cells != row.columns and warning_count < MAX_ROW_WARNINGS:
            warning_count += 1
            sign = ">" if cells > row.columns else "<"
            context.add_warning(
                "uneven-row", source.author_lines[row.number], f"{cells} {sign} {row.columns}"
            )
        if cells > row.columns:
            content = escape_bars(content, find_separators(content)[row.columns - 1 :])
        if content != row.content:
            yield row.number, row.prefix + content


def join_cells(row: TableRow) -> str:
    """Return the row with bars escaped in code and formulas, as long as it has too many cells."""
    surplus = count_cells(row.content) - row.columns

    def join(match: re.Match[str]) -> str:
        nonlocal surplus
        bars = len(CELL_SEPARATOR.findall(match[0]))
        if bars > max(surplus, 0) or not (match["ticks"] or match["formula"]):
            return match[0]
        surplus -= bars
        return escape_formula_bars(match[0]) if match["formula"] else CELL_SEPARATOR.sub(r"\\|", match[0])

    return CODE_OR_FORMULA.sub(join, row.content)


def escape_formula_bars(formula: str) -> str:
    r"""Return `formula` as the parser has to find it in a cell: `|` escaped, a norm under its other name."""
    return FORMULA_BAR.sub(write_bar, formula)


def write_bar(match: re.Match[str]) -> str:
    if match["bar"]:
        return r"\|"
    is_norm = match["letter"] is not None
    return rf"\Vert{' ' if match['letter'] else ''}" if is_norm else match[0]


def escape_bars(content: str, positions: list[int]) -> str:
    """Return `content` with a backslash before each of `positions`."""
    parts = [content[begin:end] for begin, end in zip([0, *positions], [*positions, None], strict=True)]
    return "\\".join(parts)
