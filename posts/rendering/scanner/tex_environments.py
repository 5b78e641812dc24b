r"""Environments of LaTeX that are no formulas: `\begin{algorithm}`, `\begin{tikzpicture}` and their kind.

They stand on lines of their own; what is in them is no Markdown.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

# What each becomes the language of a fence of.
ENVIRONMENT_LANGUAGES = {
    "algorithm": "algorithm",
    "algorithm2e": "algorithm",
    "algorithmic": "algorithm",
    "circuitikz": "tikz",
    "tikzcd": "tikzcd",
    "tikzpicture": "tikz",
}
DISPLAY_FORMULA_MARKS = {("$$", "$$"), (r"\[", r"\]")}
ENVIRONMENT_BEGIN = re.compile(
    rf" {{0,3}}\\begin\{{(?P<name>(?:{'|'.join(ENVIRONMENT_LANGUAGES)})\*?)\}}(?!.*\\end\{{(?P=name)\}}.*\S)"
)


class TexEnvironment(NamedTuple):
    """An environment in the lines `start` to `end`, from 0, both included.

    `is_wrapped` tells that the lines before and after it mark it as a formula.
    """

    start: int
    end: int
    language: str
    is_wrapped: bool


def find_tex_environments(lines: Sequence[str], in_fence: Sequence[bool]) -> list[TexEnvironment]:
    """Return the environments that begin and end outside of fenced code, in order."""
    found: list[TexEnvironment] = []
    # Names whose end was looked for in vain: further down there is none either.
    unclosed: set[str] = set()
    number = 0
    while number < len(lines):
        match = ENVIRONMENT_BEGIN.match(lines[number]) if "\\begin{" in lines[number] else None
        number += 1
        if match is None or in_fence[number - 1] or match["name"] in unclosed:
            continue
        closing = f"\\end{{{match['name']}}}"
        end = next((each for each in range(number - 1, len(lines)) if closing in lines[each]), None)
        if end is None or any(in_fence[number - 1 : end + 1]):
            unclosed.add(match["name"])
            continue
        around = [*lines[max(0, number - 2) : number - 1], *lines[end + 1 : end + 2]]
        is_wrapped = tuple(line.strip() for line in around) in DISPLAY_FORMULA_MARKS
        language = ENVIRONMENT_LANGUAGES[match["name"].rstrip("*")]
        found.append(TexEnvironment(number - 1, end, language, is_wrapped))
        number = end + 1
    return found
