"""Fences as Hexo reads them: one may begin in the middle of a line, and end behind the last line of its code.

CommonMark takes the first for code in a line, and then the closing fence for an opening one, which swallows
the rest of the post.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import islice

from posts.exchange.importing.records.record import PostRecord
from posts.rendering.scanner import match_opening_fence

SPLIT_COUNT = "fences in the middle of a line"
INLINE_OPENING = re.compile(
    r"^(?P<before>[ \t>]*(?:[^`~\n]|`(?!``)|~(?!~~))*?[^\s`~>\u200b\ufeff])[ \t]*(?P<fence>`{3,}|~{3,})"
    r"(?P<info>[ \t]*[^`~\s]?[^`\n]*)$"
)
GLUED_CLOSING = re.compile(r"^(?P<code>.*[^`~\s\\])(?P<fence>`{3,}|~{3,})[ \t]*$")
BARE_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*$")
QUOTE_MARKS = re.compile(r"(?:[ \t]*>)+[ \t]?")
ITEM = re.compile(r"^(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+")


def split_fences(text: str, record: PostRecord) -> str:
    """Return `text` with every fence on a line of its own."""
    lines = text.split("\n")
    index = FenceIndex(lines)
    done: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        opening = match_opening_fence(line)
        inline = None if opening else INLINE_OPENING.match(line)
        found = opening or (inline if inline and may_open(inline) else None)
        end = index.find_end(position + 1, found["fence"]) if found else None
        if found and end is not None:
            done += write_block(lines[position : end + 1], inline, record)
            position = end
        else:
            done.append(line)
        position += 1
    return "\n".join(done)


def write_block(block: list[str], inline: re.Match[str] | None, record: PostRecord) -> list[str]:
    """Return the lines of a fenced block; `inline` matches a first line with text before the fence."""
    glued = None if BARE_FENCE.match(block[-1]) else GLUED_CLOSING.match(block[-1])
    record.counts[SPLIT_COUNT] += bool(inline or glued)
    prefix = find_prefix(block) if inline else re.match(r"[ \t>]*", block[0])[0]  # type: ignore[index]
    first = block[:1]
    if inline:
        opening = f"{prefix}{inline['fence']}{inline['info'].strip()}"
        first = [inline["before"], prefix.rstrip(), opening]
    last = [glued["code"].rstrip(), f"{prefix}{glued['fence']}"] if glued else block[-1:]
    return [*first, *block[1:-1], *last]


def may_open(inline: re.Match[str]) -> bool:
    """Whether a fence behind text may open a block: no code span is open before it, and its info is short."""
    info = inline["info"].split()
    is_info = not info or (len(info) <= 6 and re.fullmatch(r"[\w+#.{}=,:/-]+", info[0]))
    return bool(is_info) and inline["before"].count("`") % 2 == 0


class FenceIndex:
    """The lines of a text on which a block of code may end, or another begin."""

    def __init__(self, lines: list[str]) -> None:
        # By the character of the fence.
        self.bare: defaultdict[str, list[int]] = defaultdict(list)
        self.openings: list[int] = []
        self.glued: defaultdict[str, list[int]] = defaultdict(list)
        self.lines = lines
        for number, line in enumerate(lines):
            if "```" not in line and "~~~" not in line:
                continue
            if match := BARE_FENCE.match(line):
                self.bare[match[1][0]].append(number)
            elif match_opening_fence(line):
                self.openings.append(number)
            elif match := GLUED_CLOSING.match(line):
                self.glued[match["fence"]].append(number)

    def find_end(self, start: int, fence: str) -> int | None:
        """Return the line, from `start` on, that closes a block opened with `fence`: the first bare fence.

        Where another block opens before that, or none comes, it is a fence behind the last line of code.
        """
        of_kind = self.bare[fence[0]]
        following = islice(of_kind, bisect_left(of_kind, start), None)
        closing = (number for number in following if self.lines[number].strip(" \t>").startswith(fence))
        bare = next(closing, None)
        glued = get_next(self.glued[fence], start)
        if glued is None or bare is None:
            return glued if bare is None else bare
        opening = get_next(self.openings, glued)
        return glued if opening is not None and glued < opening < bare else bare


def get_next(numbers: list[int], start: int) -> int | None:
    """Return the first of the sorted `numbers` that is at least `start`."""
    place = bisect_left(numbers, start)
    return numbers[place] if place < len(numbers) else None


def find_prefix(block: list[str]) -> str:
    """Return what stands before the fence of a block that begins behind text: quote marks, indentation."""
    quote = QUOTE_MARKS.match(block[0])
    if quote and all(line.startswith(">") for line in block[1:]):
        return quote[0]
    item = ITEM.match(block[0])
    indent = " " * len(item[0].expandtabs(4)) if item else ""
    return indent if all(line.startswith(indent) for line in block[1:] if line.strip()) else ""
