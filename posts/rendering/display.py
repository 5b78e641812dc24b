r"""Display formulas, found line by line before Markdown reads them.

Inside `$$…$$`, `\[…\]` and a bare `\begin{align}…\end{align}` a line such as
`- b`, `=` or `# a`, or an empty one, would begin something else in Markdown.
As a ```math fence the formula is safe, and stays in its list item or quote.
What stands inside a line of a table, a heading or HTML is left to the Markdown
parser, which takes `$$…$$` and `\[…\]` there.
"""

import re
from dataclasses import dataclass

from posts.rendering.containers import MARKERS, Containers
from posts.rendering.fences import find_fences

ENVIRONMENTS = (
    r"(?:align|alignat|displaymath|eqnarray|equation|flalign|gather|multline)\*?"
    r"|aligned|alignedat|array|[bBpvV]?matrix|[dr]?cases|gathered|smallmatrix|split"
)
# What begins a formula, or what may hold its signs without beginning one: an
# escape, an inline formula. A backtick ends the search, for code may hold anything.
OPENING = re.compile(
    rf"(?P<mark>\$\$(?!\$)|\\\[|\\begin\{{(?P<environment>{ENVIRONMENTS})\}})"
    r"|\\\((?:[^\\]|\\[^()])*\\\)|\\.|\$(?=[^\s$])(?:[^$\\]|\\.)*\$|(?P<code>`)"
)
# A line of text, once groups and commands are taken away: Han characters or
# three words in a row. After an empty line it tells that a formula never ended.
GROUP_OR_COMMAND = re.compile(r"\{[^{}]*\}|\\[A-Za-z]+")
PROSE = re.compile(r"[\u3400-\u9fff]|(?<![A-Za-z])(?:[A-Za-z]{2,},? ){2}[A-Za-z]{2,}")
# A reference in a sentence, or a formula or code span, in which there is none to be made.
REFERENCE = re.compile(
    r"(?<!`)(`+)(?!`)[^`]*(?<!`)\1(?!`)|\\\((?:[^\\]|\\[^()])*\\\)|\$(?=[^\s$])(?:[^$\\]|\\.)*\$|\\\\"
    r"|(?P<reference>\\(?:eq)?ref\{[^{}]+\})"
)
BACKTICKS = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Fenced:
    """The source with its display formulas as fences.

    `lines[i]` is the author's line, from 1, of line i of `text`; `unclosed`
    are the author's lines on which a formula begins that never ends.
    """

    text: str
    lines: list[int]
    unclosed: list[int]


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a formula with their numbers, from 0; where it begins and ends; what follows it there."""

    lines: list[tuple[int, str]]
    begin: int
    end: int
    rest: str


def fence_formulas(source: str) -> Fenced:
    """Return `source` with its display formulas as ```math fences, in linear time."""
    scan = Scan(source.split("\n"))
    index = 0
    while index < len(scan.lines):
        index = scan.take(index)
    return Fenced("\n".join(scan.text), scan.numbers, scan.unclosed)


class Scan:
    """One way through the lines of a source; `text` is what came of them so far."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.fenced = find_fences(lines).inside
        self.containers = Containers()
        self.text: list[str] = []
        self.numbers: list[int] = []
        self.unclosed: list[int] = []
        # Before which line no formula ends, by the mark that begins it. Without
        # it, many beginnings without an end would take quadratic time.
        self.barren: dict[str, int] = {}

    def put(self, number: int, text: str) -> None:
        self.text.append(text)
        self.numbers.append(number + 1)

    def take(self, number: int) -> int:
        """Write line `number`, or the formula that begins on it; return the line to go on with."""
        line = self.lines[number]
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        is_text = self.containers.enter(line, following, in_fence=self.fenced[number])
        opening = find_opening(line) if is_text else None
        body = self.read(number, opening) if opening else None
        if opening is None or body is None:
            self.put(number, set_references(line) if is_text else line)
            return number + 1
        self.put_formula(line[: opening.start()], body)
        if not body.rest.strip():
            return body.end + 1
        self.lines[body.end] = self.containers.prefix + body.rest.lstrip()
        return body.end

    def read(self, number: int, opening: re.Match[str]) -> Body | None:
        """Return the formula that begins at `opening` on line `number`, or None if it never ends."""
        begin = opening["mark"]
        if number < self.barren.get(begin, 0):
            return None
        end, signs = closing_of(opening)
        for here in range(number, len(self.lines)):
            if here > number and self.breaks_off(here):
                break
            if here == number + 1 and stands_in_sentence(self.lines[number], opening):
                break
            start = opening.end() if here == number else 0
            found = signs.finditer(self.lines[here], start)
            sign = next((sign for sign in found if sign[0] in {begin, end}), None)
            if sign and sign[0] == end:
                return self.body(number, opening, here, sign)
            if sign:
                break
        self.barren[begin] = here
        # In a sentence, `\[` is a bracket that its author kept from being a link.
        if begin != r"\[" or not self.lines[number][opening.end() :].strip():
            self.unclosed.append(number + 1)
        return None

    def body(self, number: int, opening: re.Match[str], end: int, closing: re.Match[str]) -> Body:
        """Return the formula between the two matches, without containers and empty lines."""
        rest = self.lines[end][closing.end() :]
        # The name of an environment belongs to its formula, `$$` does not.
        is_environment = bool(opening["environment"])
        lines = self.lines[number : end + 1]
        lines[-1] = lines[-1][: closing.end() if is_environment else closing.start()]
        lines[1:] = [self.containers.strip(line) for line in lines[1:]]
        lines[0] = lines[0][opening.start() if is_environment else opening.end() :].strip()
        numbered = [(number + offset, line) for offset, line in enumerate(lines) if line.strip()]
        return Body(numbered, number, end, rest)

    def breaks_off(self, number: int) -> bool:
        """Whether line `number` cannot belong to a formula that began before it."""
        line = self.lines[number]
        if self.fenced[number] or not self.containers.holds(line):
            return True
        after_blank = not self.lines[number - 1].strip(" \t>")
        return after_blank and is_prose(line)

    def put_formula(self, before: str, body: Body) -> None:
        """Write `before`, the text in front of a formula, and the formula as a block below it."""
        prefix = first = self.containers.prefix
        if not MARKERS.fullmatch(before):
            self.put(body.begin, set_references(before.rstrip()))
        elif before.strip(" \t>"):
            first = before
        runs = [run for _, line in body.lines for run in BACKTICKS.findall(line)]
        ticks = "`" * max([3, *(len(run) + 1 for run in runs)])
        # HTML ends, and begins again, at an empty line.
        gap = [prefix.rstrip()] if self.containers.in_html else []
        for text in [*gap, f"{first}{ticks}math"]:
            self.put(body.begin, text)
        for number, line in body.lines:
            self.put(number, prefix + line)
        for text in [prefix + ticks, *gap]:
            self.put(body.end, text)


def is_prose(text: str) -> bool:
    return bool(PROSE.search(GROUP_OR_COMMAND.sub(" ", text)))


def stands_in_sentence(line: str, opening: re.Match[str]) -> bool:
    """Whether there is text on both sides of `opening`, so that its formula ends on the line or never."""
    before, after = line[: opening.start()], line[opening.end() :]
    return not MARKERS.fullmatch(before) and is_prose(after)


def set_references(line: str) -> str:
    r"""Return `line` with `\eqref{…}` in its sentences as a formula, which is how MathJax takes it."""
    if "ref{" not in line:
        return line
    return REFERENCE.sub(lambda match: f"${match[0]}$" if match["reference"] else match[0], line)


def find_opening(line: str) -> re.Match[str] | None:
    """Return where a display formula begins on `line`, with its `mark`."""
    for match in OPENING.finditer(line):
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
