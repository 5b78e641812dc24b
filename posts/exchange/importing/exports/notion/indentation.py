"""Indentation in Notion's Markdown: a block below another stands four columns further in, whatever that is.

In Markdown only what belongs to an item of a list may: elsewhere it would be code.
"""

import re
from typing import NamedTuple

INDENT_STEP = 4  # columns
MARKED_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
NOTION_FENCE_MARK = re.compile(r"(`{3,}|~{3,})")


class Level(NamedTuple):
    """A block that others may stand below: where it stood, and where those below it go."""

    indent: int
    children_indent: int


def indent_as_markdown(text: str) -> str:
    """Return `text` with what stood below a paragraph or a heading beside it, and items as they are."""
    levels: list[Level] = []
    done: list[str] = []
    fence, shift = "", 0
    for line in text.split("\n"):
        content = line.lstrip(" \t")
        if fence:
            done.append(shift_line(line, shift))
            fence = "" if content.rstrip() == fence else fence
            continue
        if not content:
            done.append("")
            continue
        indent = len(line[: len(line) - len(content)].expandtabs(INDENT_STEP))
        while levels and levels[-1].indent >= indent:
            levels.pop()
        target = find_target_level(indent, levels)
        shift = target - indent
        done.append(" " * target + content)
        opening = NOTION_FENCE_MARK.match(content)
        fence = opening[1] if opening else ""
        is_item = bool(MARKED_ITEM.match(content))
        levels.append(Level(indent, target + INDENT_STEP if is_item else target))
    return "\n".join(done)


def find_target_level(indent: int, levels: list[Level]) -> int:
    """Return the column where a line with `indent` goes that stands below the last of `levels`."""
    if not levels:
        return 0
    above = levels[-1]
    depth = indent - above.indent
    # Less than a step further in, it continues a paragraph.
    return (
        above.children_indent if depth >= INDENT_STEP else max(above.children_indent - INDENT_STEP, 0) + depth
    )


def shift_line(line: str, shift: int) -> str:
    """Return a line of code moved with its fence."""
    if shift >= 0 or not line.strip():
        return " " * shift + line if line.strip() else line
    return line[-shift:] if not line[:-shift].strip() else line.lstrip(" ")
