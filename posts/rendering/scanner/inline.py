r"""Formulas in sentences: which `$…$` are formulas, and which dollars and `\[` are text.

Dollars pair up as the Markdown parser pairs them: none that opens stands before white space, none that
closes behind it or before a digit; code spans, escapes and tags are passed over. What a reader would take for
shell variables or prices is no formula.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

INLINE_TOKEN = re.compile(
    r"\\.|(?P<ticks>`+)|<[A-Za-z/!?][^<>\n]*>|\$\$(?:[^$\\]|\\.)*\$\$"
    r"|(?P<opening>\$(?=[^$]))(?P<content>(?:[^$\\]|\\.)*)\$|(?P<lone>\$)",
    re.DOTALL,
)
# `NAME` and what stands between it and the next variable, as in `$HOME/bin:$PATH`.
VARIABLE_NAME = r"(?:[A-Za-z_]{2,}[0-9]*|\{[A-Za-z_][A-Za-z0-9_]*\})(?![A-Za-z0-9_])"
VARIABLE = re.compile(rf"{VARIABLE_NAME}(?:[^\\^]*[:/@.,;&=\"'(\[“‘（「《，。、；：])?")
LOUD_VARIABLE = re.compile(r"\{?[A-Z_][A-Z0-9_]+\}?(?:-|[^\x00-\x7f]+)?")
VARIABLE_END = re.compile(r"[:/@.,;&=\"'(\[“‘（「《，。、；：]")
NAME_START = re.compile(r"[A-Za-z_{(]")
LOUD_NAME_START = re.compile(r"\{?[A-Z_]{2}")
# `$5 and 10$`, `$5，又花了3$`: an amount and a word.
PRICE = re.compile(
    r"\d[\d,.]*\s*(?:k|K|M|bn|million|billion|thousand|[千万亿元块])?"
    r"(?:\s*[-–/,;]?\s*(?:and|or|to|per|for|a|an|the|in|of|is|was|each|at|on|with|by|but|if|from|than|plus)\s"
    r"|[，。、；]?[^\x00-\x7f\\]*[\u3400-\u9fff][^\\^_{}]*$)"
)
# What is not read as a formula over several lines.
WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{3,}(?![A-Za-z])|[\u3400-\u9fff]")
BRACED_OR_COMMAND = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})*|\{[^{}]*\}")
MAX_FORMULA_LINES = 40


class Dollars(Enum):
    """What dollars are: around a formula, of a variable or a price, or alone."""

    FORMULA = auto()
    PLAIN = auto()
    LONE = auto()


@dataclass(frozen=True, slots=True)
class InlineFormula:
    """`text[start:end]` is a formula with its dollars, and `content` what is between them.

    Where dollars are text, there is one of these for each, without a content.
    """

    dollars: Dollars
    start: int
    end: int
    content: str = ""


def find_inline_formulas(text: str) -> Iterator[InlineFormula]:
    """Give the formulas between single dollars in a paragraph, and the dollars that are text."""
    code_spans = CodeSpanFinder(text)
    position = 0
    while match := INLINE_TOKEN.search(text, position):
        position = match.end()
        if match["ticks"]:
            position = code_spans.find_end(match)
            continue
        start = match.start()
        if match["lone"]:
            yield InlineFormula(Dollars.LONE, start, position)
        elif match["opening"]:
            content = match["content"]
            dollars = classify_dollars(content, text[position : position + 3])
            if dollars is Dollars.FORMULA:
                yield InlineFormula(dollars, start, position, content)
            else:
                position = start + 1
                yield InlineFormula(dollars, start, position)


def classify_dollars(content: str, following: str) -> Dollars:
    """Return what the dollars around `content` are; the parser sees two single ones beside white space."""
    is_environment = content.lstrip().startswith(r"\begin{") and content.rstrip().endswith("}")
    is_apart = content[0].isspace() or content[-1].isspace() or following[:1].isdigit()
    if is_apart and not is_environment:
        return Dollars.LONE
    return Dollars.PLAIN if is_plain_text(content, following) else Dollars.FORMULA


def is_plain_text(content: str, following: str) -> bool:
    """Whether the dollars around `content` belong to shell variables or prices."""
    if content[0].isdigit():
        return bool(PRICE.match(content))
    if "\\" in content or "^" in content:
        return False
    if VARIABLE_END.match(content[-1]) and VARIABLE.fullmatch(content):
        return bool(NAME_START.match(following))
    return bool(LOUD_VARIABLE.fullmatch(content) and LOUD_NAME_START.match(following))


def may_span_lines(content: str) -> bool:
    """Whether `content` is surely a formula, though it goes over several lines."""
    if content.count("\n") > MAX_FORMULA_LINES or "\n\n" in content:
        return False
    return not WORD.search(BRACED_OR_COMMAND.sub(" ", content))


class CodeSpanFinder:
    """The runs of backticks in a text, by their length."""

    def __init__(self, text: str) -> None:
        self.starts: dict[int, list[int]] = defaultdict(list)
        if "`" in text:
            for run in re.finditer("`+", text):
                self.starts[len(run[0])].append(run.start())

    def find_end(self, ticks: re.Match[str]) -> int:
        """Return where the code span that begins with `ticks` ends; their own end, if it never does."""
        length = len(ticks["ticks"])
        starts = self.starts[length]
        number = bisect_right(starts, ticks.start("ticks"))
        return starts[number] + length if number < len(starts) else ticks.end()
