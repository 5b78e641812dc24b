r"""Display formulas in a source: `$$…$$`, `\[…\]` and a bare `\begin{align}…\end{align}`.

What stands inside a line of a table, a heading or HTML is left to the Markdown parser, which reads `$$…$$`
and `\[…\]` there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from posts.rendering.scanner.containers import CONTAINER_MARKERS, ContainerTracker
from posts.rendering.scanner.fences import match_opening_fence

DISPLAY_ENVIRONMENTS = (
    r"(?:align|alignat|displaymath|eqnarray|equation|flalign|gather|multline)\*?"
    r"|aligned|alignedat|array|[bBpvV]?matrix|[dr]?cases|gathered|smallmatrix|split"
)
# What begins a formula, or what may hold its signs without beginning one: an
# escape, an inline formula. A backtick ends the search, for code may hold anything.
FORMULA_MARK = re.compile(rf"\$\$(?!\$)|\\\[|\\begin\{{(?P<environment>{DISPLAY_ENVIRONMENTS})\}}")
FORMULA_OPENING = re.compile(
    rf"(?P<mark>{FORMULA_MARK.pattern})"
    r"|\\\((?:[^\\]|\\[^()])*\\\)|\\.|\$(?=[^\s$])(?:[^$\\]|\\.)*\$|(?P<code>`)"
)
# Quarto's and Pandoc's label, right behind the formula.
EQUATION_KEY = re.compile(r"[ \t]*\{#(?P<key>eq[-:][^\s{}]{1,200})\}")
# A line of text, once groups and commands are taken away: Han characters or
# three words in a row. After an empty line it tells that a formula never ended.
GROUP_OR_COMMAND = re.compile(r"\{[^{}]*\}|\\[A-Za-z]+")
PROSE_WORDS = re.compile(r"[\u3400-\u9fff]|(?<![A-Za-z])(?:[A-Za-z]{2,},? ){2}[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class DisplayFormula:
    """A display formula in the lines `start` to `end` (from 0, both included).

    `lines` are its own, each with its number, without containers and empty lines; `before` and `after` are
    what else stands on its first and last line.
    """

    start: int
    end: int
    lines: list[tuple[int, str]]
    before: str
    after: str


class ScannedLine(NamedTuple):
    """A line, with its number from 0, and the formula that begins on it.

    `is_text` tells that it is neither code, table, heading nor raw HTML; `prefix` and `in_html` are those of
    `ContainerTracker`.
    """

    number: int
    text: str
    is_text: bool
    formula: DisplayFormula | None
    prefix: str
    in_html: bool


class FormulaScanner:
    """One way through the lines of a source.

    `unclosed` are the lines, from 0, on which a formula begins that never ends.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.containers = ContainerTracker()
        self.unclosed: list[int] = []
        # Before which line no formula ends, by the mark that begins it. Without
        # it, many beginnings without an end would take quadratic time.
        self.no_end_before: dict[str, int] = {}

    def scan_lines(self) -> Iterator[ScannedLine]:
        """Give every line outside formulas, and the first line of each formula."""
        number = 0
        while number < len(self.lines):
            scanned = self.scan_line(number)
            yield scanned
            number = self.next_line(scanned.formula) if scanned.formula else number + 1

    def scan_line(self, number: int) -> ScannedLine:
        line = self.lines[number]
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        is_text = self.containers.enter_line(line, following)
        opening = find_formula_opening(line) if is_text else None
        formula = self.find_formula(number, opening) if opening else None
        return ScannedLine(number, line, is_text, formula, self.containers.prefix, self.containers.in_html)

    def next_line(self, formula: DisplayFormula) -> int:
        """Return the line to go on with after `formula`: its last, where something stands behind it."""
        if not formula.after.strip():
            return formula.end + 1
        self.lines[formula.end] = self.containers.prefix + formula.after.lstrip()
        return formula.end

    def find_formula(self, number: int, opening: re.Match[str]) -> DisplayFormula | None:
        """Return the formula that begins at `opening` on line `number`, or None if it never ends."""
        begin = opening["mark"]
        if number < self.no_end_before.get(begin, 0):
            return None
        end, signs = closing_of(opening)
        for here in range(number, len(self.lines)):
            if here > number and self.breaks_formula(here):
                break
            if here == number + 1 and is_in_sentence(self.lines[number], opening):
                break
            start = opening.end() if here == number else 0
            found = signs.finditer(self.lines[here], start)
            sign = next((sign for sign in found if sign[0] in {begin, end}), None)
            if sign and sign[0] == end:
                return self.cut_formula(number, opening, here, sign)
            if sign:
                break
        self.no_end_before[begin] = here
        # In a sentence, `\[` is a bracket that its author kept from being a link.
        if begin != r"\[" or not self.lines[number][opening.end() :].strip():
            self.unclosed.append(number)
        return None

    def cut_formula(
        self, number: int, opening: re.Match[str], end: int, closing: re.Match[str]
    ) -> DisplayFormula:
        """Return the formula between the two matches."""
        # The name of an environment belongs to its formula, `$$` does not.
        is_environment = bool(opening["environment"])
        lines = self.lines[number : end + 1]
        before, after = lines[0][: opening.start()], lines[-1][closing.end() :]
        lines[-1] = lines[-1][: closing.end() if is_environment else closing.start()]
        lines[1:] = [self.containers.strip_prefix(line) for line in lines[1:]]
        lines[0] = lines[0][opening.start() if is_environment else opening.end() :].strip()
        numbered = [(number + offset, line) for offset, line in enumerate(lines) if line.strip()]
        if key := EQUATION_KEY.match(after):
            numbered.append((end, rf"\label{{{key['key']}}}"))
            after = after[key.end() :]
        return DisplayFormula(number, end, numbered, before, after)

    def breaks_formula(self, number: int) -> bool:
        """Whether line `number` cannot belong to a formula that began before it."""
        line = self.lines[number]
        if match_opening_fence(line) or not self.containers.is_in_quote(line):
            return True
        after_blank = not self.lines[number - 1].strip(" \t>")
        return after_blank and is_prose(line)


def is_prose(text: str) -> bool:
    return bool(PROSE_WORDS.search(GROUP_OR_COMMAND.sub(" ", text)))


def is_in_sentence(line: str, opening: re.Match[str]) -> bool:
    """Whether there is text on both sides of `opening`, so that its formula ends on the line or never."""
    before, after = line[: opening.start()], line[opening.end() :]
    return not CONTAINER_MARKERS.fullmatch(before) and is_prose(after)


def find_formula_opening(line: str) -> re.Match[str] | None:
    """Return where a display formula begins on `line`, with its `mark`."""
    for match in FORMULA_OPENING.finditer(line) if "$" in line or "\\" in line else ():
        if match["mark"]:
            return match
        if match["code"]:
            return None
    return None


def closing_of(opening: re.Match[str]) -> tuple[str, re.Pattern[str]]:
    """Return the mark that ends a formula, and what finds it, another beginning or an escape."""
    if name := opening["environment"]:
        return rf"\end{{{name}}}", re.compile(rf"\\(?:begin|end)\{{{re.escape(name)}\}}|\\.")
    if opening["mark"] == "$$":
        return "$$", re.compile(r"\$\$|\\.")
    return r"\]", re.compile(r"\\.")
