"""Which lines of a Markdown source lie in fenced code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FENCE = re.compile(r"((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Fences:
    """Whether each line is code or a fence; the line, from 0, of a fence that never ends."""

    inside: list[bool]
    unclosed: int | None


def find_fences(lines: Sequence[str]) -> Fences:
    """Mark the lines of every fenced code block (CommonMark 0.31.2, section 4.5), in linear time."""
    inside: list[bool] = []
    opening: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(lines):
        match = FENCE.match(line) if "```" in line or "~~~" in line else None
        if opening and leaves_container(opening[1], line):
            opening = None
        if opening:
            inside.append(True)
            if match and closes(opening[1], match):
                opening = None
            continue
        if match and not (match[2][0] == "`" and "`" in match[3]):
            opening = number, match
        inside.append(opening is not None)
    return Fences(inside, opening[0] if opening else None)


def closes(opening: re.Match[str], match: re.Match[str]) -> bool:
    """Whether the fence `match` ends the block that `opening` began."""
    return match[2].startswith(opening[2]) and not match[3].strip() and not set(match[1]) - set(" \t>")


def leaves_container(opening: re.Match[str], line: str) -> bool:
    """Whether `line` stands outside the quote or list item in which `opening` stands, and so ends it."""
    prefix = opening[1]
    if ">" in prefix:
        return line.lstrip(" \t").count(">", 0, len(prefix)) < prefix.count(">")
    is_item = bool(prefix.strip())
    return is_item and bool(line.strip()) and len(line) - len(line.lstrip()) < len(prefix)
