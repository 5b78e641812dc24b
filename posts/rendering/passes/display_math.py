"""Display formulas as ```math fences, in which Markdown reads nothing.

Inside a formula a line such as `- b`, `=` or `# a`, or an empty one, would begin something else in Markdown.
In a fence it is safe, and the fence stays in the list item or quote in which the formula stood.
"""

import re
from collections.abc import Iterator

from posts.rendering.context import RenderContext
from posts.rendering.scanner.containers import CONTAINER_MARKERS
from posts.rendering.scanner.formulas import DisplayFormula, FormulaScanner, ScannedLine
from posts.rendering.source import SourceText

# A reference in a sentence, or a formula or code span, in which there is none to be made.
FORMULA_REFERENCE = re.compile(
    r"(?<!`)(`+)(?!`)[^`]*(?<!`)\1(?!`)|\\\((?:[^\\]|\\[^()])*\\\)|\$(?=[^\s$])(?:[^$\\]|\\.)*\$|\\\\"
    r"|(?P<reference>\\(?:eq)?ref\{[^{}]+\})"
)
# Without any of these there is nothing to do.
DISPLAY_SIGNS = ("$$", r"\[", r"\begin{", "ref{")
BACKTICK_RUN = re.compile(r"`{3,}")
# An unclosed `\[` is more often a bracket that was escaped.
WARNED_OPENING = re.compile(r"\$\$|\\begin\{")


def fence_display_math(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with its display formulas as ```math fences; warn of those that are never closed."""
    if not any(sign in source.text for sign in DISPLAY_SIGNS):
        return source
    scanner = FormulaScanner(list(source.lines))
    fenced = source.rewrite(write_lines(scanner))
    for number in scanner.unclosed:
        if WARNED_OPENING.search(source.lines[number]):
            context.add_warning("unclosed-formula", source.author_lines[number])
    return fenced


def write_lines(scanner: FormulaScanner) -> Iterator[tuple[int, str]]:
    for line in scanner.scan_lines():
        if line.formula:
            yield from write_formula(line, line.formula)
        else:
            yield line.number, wrap_references(line.text) if line.is_text else line.text


def write_formula(line: ScannedLine, formula: DisplayFormula) -> Iterator[tuple[int, str]]:
    """Write what stands in front of a formula, and the formula as a block below it."""
    prefix = first = line.prefix
    if not CONTAINER_MARKERS.fullmatch(formula.before):
        yield formula.start, wrap_references(formula.before.rstrip())
    elif formula.before.strip(" \t>"):
        first = formula.before
    runs = [run for _, text in formula.lines for run in BACKTICK_RUN.findall(text)]
    ticks = "`" * max([3, *(len(run) + 1 for run in runs)])
    # HTML ends, and begins again, at an empty line.
    gap = [prefix.rstrip()] if line.in_html else []
    for text in [*gap, f"{first}{ticks}math"]:
        yield formula.start, text
    for number, text in formula.lines:
        yield number, prefix + text
    for text in [prefix + ticks, *gap]:
        yield formula.end, text


def wrap_references(line: str) -> str:
    r"""Return `line` with `\eqref{…}` in its sentences as a formula, which is how MathJax takes it."""
    if "ref{" not in line:
        return line
    return FORMULA_REFERENCE.sub(lambda match: f"${match[0]}$" if match["reference"] else match[0], line)
