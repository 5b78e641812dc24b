"""Fenced code blocks (CommonMark 0.31.2, section 4.5): where they begin and end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from posts.rendering.scanner.blocks import BlockTracker

# What the line's quotes and list items put before the fence, the fence, and its info string.
CODE_FENCE = re.compile(
    r"(?P<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\s]+\]:)*)(?P<fence>`{3,}|~{3,})(?P<info>.*)"
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
    if not any("```" in line or "~~~" in line for line in lines):
        return FenceScan([False] * len(lines), {}, None)
    tracker = BlockTracker()
    in_fence: list[bool] = []
    prefixes: dict[int, str] = {}
    for number, line in enumerate(lines):
        in_fence.append(tracker.enter_line(line))
        if tracker.opens_fence:
            prefixes[number] = line[: line.index(tracker.fence)]
    return FenceScan(in_fence, prefixes, max(prefixes) if tracker.fence else None)


def match_opening_fence(line: str) -> re.Match[str] | None:
    """Return the parts of a line that opens a block: `prefix`, `fence`, `info`. No backtick stands in the
    info string behind backticks.
    """
    match = CODE_FENCE.match(line) if "```" in line or "~~~" in line else None
    return None if match and match["fence"][0] == "`" and "`" in match["info"] else match
