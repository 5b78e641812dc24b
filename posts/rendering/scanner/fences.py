"""Fenced code blocks (CommonMark 0.31.2, section 4.5): where they begin and end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What the line's quotes and list items put before the fence, the fence, and its info string.
CODE_FENCE = re.compile(
    r"(?P<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}|~{3,})(?P<info>.*)"
)


@dataclass(frozen=True, slots=True)
class FenceScan:
    """The fenced code of a source.

    `in_fence` tells of each line whether it is code or a fence, `prefixes` what stands before each opening
    fence, by its line, and `unclosed` the line of a fence that is never closed. Lines count from 0.
    """

    in_fence: list[bool]
    prefixes: dict[int, str]
    unclosed: int | None


def find_fences(lines: Sequence[str]) -> FenceScan:
    """Find the lines of every fenced code block."""
    in_fence: list[bool] = []
    prefixes: dict[int, str] = {}
    opening: re.Match[str] | None = None
    for number, line in enumerate(lines):
        if opening and leaves_container(opening, line):
            opening = None
        if opening:
            in_fence.append(True)
            opening = None if closes_fence(opening, line) else opening
            continue
        if opening := match_opening_fence(line):
            prefixes[number] = opening["prefix"]
        in_fence.append(opening is not None)
    return FenceScan(in_fence, prefixes, max(prefixes) if opening else None)


def match_opening_fence(line: str) -> re.Match[str] | None:
    """Return the parts of a line that opens a block: `prefix`, `fence`, `info`. No backtick stands in the
    info string behind backticks.
    """
    match = match_fence(line)
    return None if match and match["fence"][0] == "`" and "`" in match["info"] else match


def match_fence(line: str) -> re.Match[str] | None:
    return CODE_FENCE.match(line) if "```" in line or "~~~" in line else None


def closes_fence(opening: re.Match[str], line: str) -> bool:
    """Whether `line` is the fence that ends the block which `opening` began."""
    match = match_fence(line)
    if match is None or match["info"].strip() or set(match["prefix"]) - set(" \t>"):
        return False
    return match["fence"].startswith(opening["fence"])


def leaves_container(opening: re.Match[str], line: str) -> bool:
    """Whether `line` stands outside the quote or list item of the fence `opening`, which ends its block."""
    prefix = opening["prefix"]
    if ">" in prefix:
        return line.lstrip(" \t").count(">", 0, len(prefix)) < prefix.count(">")
    is_item = bool(prefix.strip())
    return is_item and bool(line.strip()) and len(line) - len(line.lstrip()) < len(prefix)
