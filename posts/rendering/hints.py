"""What an author should look at in the source, though it can be rendered."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from posts.rendering.conflicts import conflict_lines
from posts.rendering.containers import is_table_rule
from posts.rendering.fences import find_fences
from posts.rendering.result import RenderWarning

# Cells of a row, where a pipe does not belong to the text.
CELL_END = re.compile(r"(?<!\\)\|")
DOLLAR = re.compile(r"(?<!\\)\$")
CODE_SPAN = re.compile(r"`[^`]*`")
HIDDEN = re.compile(r"<(embed|iframe|math|object|script|style|svg|textarea)\b", re.IGNORECASE)


def find_hints(source: str) -> Iterator[RenderWarning]:
    """Give the warnings that can be told from `source` alone."""
    yield from (RenderWarning("conflict", line) for line in conflict_lines(source))
    lines = source.split("\n")
    fences = find_fences(lines)
    if fences.unclosed is not None:
        yield RenderWarning("unclosed-fence", fences.unclosed + 1)
    prose = ["" if inside else line for line, inside in zip(lines, fences.inside, strict=True)]
    yield from split_cells(prose)
    for number, line in enumerate(prose, start=1):
        if match := HIDDEN.search(CODE_SPAN.sub("", line)):
            yield RenderWarning("hidden-html", number, f"<{match[1].lower()}>")


def split_cells(lines: Sequence[str]) -> Iterator[RenderWarning]:
    """Warn of formulas that are torn by the pipes of their table row."""
    in_table = False
    for number, (line, following) in enumerate(pairwise([*lines, ""]), start=1):
        if "|" not in line:
            in_table = False
        elif is_table_rule(line):
            in_table = True
        elif (in_table or is_table_rule(following)) and any(
            len(DOLLAR.findall(cell)) % 2 for cell in CELL_END.split(line)
        ):
            yield RenderWarning("table-pipe", number)
