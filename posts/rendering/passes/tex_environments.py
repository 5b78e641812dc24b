"""Algorithms and TikZ as fences, in which Markdown reads nothing."""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.scanner.tex_environments import TexEnvironment, find_tex_environments
from posts.rendering.source import SourceText

FENCE_BACKTICKS = re.compile(r"`{3,}")


def fence_tex_environments(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with the environments that are no formulas in fences of their languages."""
    if "\\begin{" not in source.text:
        return source
    environments = find_tex_environments(source.lines, source.fences.in_fence)
    return source.rewrite(write_fences(source.lines, environments)) if environments else source


def write_fences(lines: Sequence[str], environments: Sequence[TexEnvironment]) -> Iterator[tuple[int, str]]:
    """Give the lines, each environment in a fence, which stands in the place of marks around it."""
    position = 0
    for start, end, language, is_wrapped in environments:
        inside = lines[start : end + 1]
        runs = [run for line in inside for run in FENCE_BACKTICKS.findall(line)]
        ticks = "`" * max([3, *(len(run) + 1 for run in runs)])
        yield from enumerate(lines[position : start - is_wrapped], position)
        yield start, ticks + language
        yield from enumerate(inside, start)
        yield end, ticks
        position = end + 1 + is_wrapped
    yield from enumerate(lines[position:], position)
