"""Warnings about the source: what its author should look at, though it can be rendered."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from posts.rendering.context import RenderContext
from posts.rendering.merge_markers import find_merge_markers
from posts.rendering.passes.near_misses import blank_fences
from posts.rendering.result import RenderWarning
from posts.rendering.scanner import is_table_delimiter_row
from posts.rendering.scanner.tables import CELL_SEPARATOR
from posts.rendering.source import SourceText

# Cells of a row, where a pipe does not belong to the text.
UNESCAPED_DOLLAR = re.compile(r"(?<!\\)\$")


def add_source_warnings(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` as it is, and warn the author of what is wrong in it."""
    context.warnings.extend(find_source_warnings(source))
    return source


def find_source_warnings(source: SourceText) -> Iterator[RenderWarning]:
    """Give the warnings that need nothing but the source."""
    lines = source.author_lines
    yield from (RenderWarning("conflict", lines[line - 1]) for line in find_merge_markers(source.text))
    fences = source.fences
    if fences.unclosed is not None:
        yield RenderWarning("unclosed-fence", source.author_lines[fences.unclosed])
    if "|" in source.text and "$" in source.text:
        rows = find_split_formulas(blank_fences(source))
        yield from (RenderWarning("table-pipe", lines[number]) for number in rows)


def find_split_formulas(lines: Sequence[str]) -> Iterator[int]:
    """Give the number, from 0, of each table row whose pipes split a formula."""
    in_table = False
    for number, (line, following) in enumerate(pairwise([*lines, ""])):
        if "|" not in line:
            in_table = False
        elif is_table_delimiter_row(line):
            in_table = True
        elif (in_table or is_table_delimiter_row(following)) and any(
            len(UNESCAPED_DOLLAR.findall(cell)) % 2 for cell in CELL_SEPARATOR.split(line)
        ):
            yield number
