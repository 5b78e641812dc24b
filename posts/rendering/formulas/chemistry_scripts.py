"""Indexes, superscripts and words of chemical equations."""

import re

from posts.rendering.formulas.tex import TexError

# What belongs to `^` or `_` without braces. A sign before a letter is a bond.
SCRIPT = re.compile(
    r"-?\d+(?:[.,]\d+)?(?:[+\-]+(?![A-Za-z0-9\\(\[$]))?|(?:\d*[A-Za-z]|\\[A-Za-z]+)?[.*•]*[+\-]*(?![A-Za-z(\[])'*"
    r"|[A-Za-z]|[.*•]+'*|\\[A-Za-z]+"
)
SCRIPT_TOKEN = re.compile(
    r"(?P<math>\$[^$]*\$)|(?P<command>\\[A-Za-z]+)|\{(?P<text>[^{}]*)\}|(?P<state>\((?:aq|s|l|g)\))"
    r"|(?P<upright>[A-Z][A-Za-z]*|[a-z]{2,})|(?P<number>\d+(?:[.,]\d+)*)|.",
    re.DOTALL,
)
SCRIPT_CHARACTERS = {".": r"{\bullet}", "•": r"{\bullet}", "'": r"\prime ", "−": "-"}
TEXT_MATH = re.compile(r"(\$[^$]*\$)")


def read_balanced(source: str, start: int, opening: str, closing: str) -> str:
    """Return what stands between the bracket at `start` and its end; raise TexError where it has none."""
    depth = braces = 0
    for match in re.compile(r"\\.|[{}]|[\[\]]", re.DOTALL).finditer(source, start):
        if opening == "[" and match[0] in "{}":
            braces += 1 if match[0] == "{" else -1
        elif not braces:
            depth += {opening: 1, closing: -1}.get(match[0], 0)
            if not depth and match[0] == closing:
                return source[start + 1 : match.start()]
    raise TexError(rf"A “{opening}” in “\ce” is never closed.")


def is_isotope(script: str, following: str) -> bool:
    """Whether a superscript of digits belongs to the element that comes next, as in `H^3HO`."""
    return script.isdecimal() and following.isupper()


def translate_text(content: str) -> str:
    """Return words that were typed in braces; formulas in them stay formulas."""
    return "".join(
        f"{{{part[1:-1]}}}" if part.startswith("$") else rf"\text{{{part}}}"
        for part in TEXT_MATH.split(content)
        if part
    )


def translate_script(content: str) -> str:
    """Return an index or a superscript: elements upright, single small letters as variables."""
    return "".join(map(translate_script_token, SCRIPT_TOKEN.finditer(content.strip())))


def translate_script_token(match: re.Match[str]) -> str:
    if match["math"]:
        return f"{{{match[0][1:-1]}}}"
    if match["command"]:
        return f"{match[0]} "
    if match["text"] is not None:
        return rf"\text{{{match['text']}}}"
    if match["upright"] or match["state"]:
        return rf"\mathrm{{{match[0]}}}"
    if match["number"]:
        return match[0].replace(",", "{,}")
    return SCRIPT_CHARACTERS.get(match[0], match[0])
