"""Differences between two texts, for people: by lines, and within lines by words or Han characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from posts.diffing.matching import Budget, MatchingBlock, find_matching_blocks
from posts.rendering.characters import HAN_RANGES

CONTEXT_LINES = 3  # unchanged lines that are shown before and after a change
MIN_COLLAPSED_LINES = 4  # fewer unchanged lines are shown rather than collapsed
MAX_DIFF_TOKENS = 6_000  # of a changed hunk; a longer one is shown whole, old and new
DIFF_BUDGET = 40_000  # pairs; half a second at most, where everything differs
# The share of a hunk's tokens that must be unchanged for it to be shown token by token.
MIN_SHARED_RATIO = 0.25

# A short formula, a TeX command, a Han character, a word, the end of a line, spaces, another sign.
DIFF_TOKEN = re.compile(
    rf"\$[^$\n]{{1,60}}\$|\\[A-Za-z]+|[{HAN_RANGES}]|(?:(?![{HAN_RANGES}])\w)+|\n|[^\S\n]+|[^\w\s]"
)

DiffKind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class DiffSpan:
    """A span of text that is unchanged, added or removed."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """Some whole lines: changed ones, or unchanged ones that are shown or collapsed."""

    spans: list[DiffSpan]
    is_collapsed: bool = False

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.spans)

    @property
    def line_count(self) -> int:
        return sum(piece.text.count("\n") for piece in self.spans)


@dataclass(frozen=True, slots=True)
class TextDiff:
    """The hunks that cover two texts from end to end, and how many characters were added and removed."""

    hunks: list[DiffHunk]
    added: int
    removed: int


def split_diff_tokens(text: str) -> list[str]:
    """Split `text` into tokens; joined, they are `text`."""
    return DIFF_TOKEN.findall(text)


def diff_texts(old: str, new: str) -> TextDiff:
    """Return the difference from `old` to `new`."""
    hunks = list(find_hunks(split_lines(old), split_lines(new), Budget(DIFF_BUDGET)))
    spans = [piece for passage in hunks for piece in passage.spans]
    added, removed = (
        sum(len(piece.text) for piece in spans if piece.kind == how) for how in ("added", "removed")
    )
    return TextDiff(hunks, added, removed)


def split_lines(text: str) -> list[str]:
    """Split `text` into lines, each with its line feed; the last is given one."""
    return [f"{line}\n" for line in text.split("\n")] if text else []


def find_hunks(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[DiffHunk]:
    position = other_position = 0
    for block in [*find_matching_blocks(old, new, budget), MatchingBlock(len(old), len(new), 0)]:
        before, after = "".join(old[position : block.start]), "".join(new[other_position : block.other_start])
        if before or after:
            yield DiffHunk(list(make_changed_spans(before, after, budget)))
        position, other_position = block.end, block.other_end
        is_first, is_last = (
            not block.start and not block.other_start,
            block.end == len(old) and other_position == len(new),
        )
        yield from make_unchanged_hunks(
            old[block.start : block.end], 0 if is_first else CONTEXT_LINES, 0 if is_last else CONTEXT_LINES
        )


def make_unchanged_hunks(lines: Sequence[str], head: int, tail: int) -> Iterator[DiffHunk]:
    """Yield unchanged lines: all of them, or `head` and `tail` lines with the rest collapsed between."""
    if len(lines) < head + tail + MIN_COLLAPSED_LINES:
        head, tail = len(lines), 0
    inner = len(lines) - tail
    for part, is_collapsed in ((lines[:head], False), (lines[head:inner], True), (lines[inner:], False)):
        if part:
            yield DiffHunk([DiffSpan("same", "".join(part))], is_collapsed)


def make_changed_spans(old: str, new: str, budget: Budget) -> Iterator[DiffSpan]:
    """Yield the spans of a changed hunk: by tokens where enough of them are unchanged, else whole."""
    before, after = split_diff_tokens(old), split_diff_tokens(new)
    blocks = (
        find_significant_blocks(before, after, budget)
        if max(len(before), len(after)) <= MAX_DIFF_TOKENS
        else []
    )
    unchanged = sum(count_visible_tokens(before[block.start : block.end]) for block in blocks)
    if unchanged < MIN_SHARED_RATIO * min(count_visible_tokens(before), count_visible_tokens(after)):
        blocks = []
    position = other_position = 0
    for block in [*blocks, MatchingBlock(len(before), len(after), 0)]:
        yield from make_spans("removed", before[position : block.start])
        yield from make_spans("added", after[other_position : block.other_start])
        yield from make_spans("same", before[block.start : block.end])
        position, other_position = block.end, block.other_end


def make_spans(kind: DiffKind, tokens: Sequence[str]) -> Iterator[DiffSpan]:
    if tokens:
        yield DiffSpan(kind, "".join(tokens))


def count_visible_tokens(tokens: Sequence[str]) -> int:
    """Return how many of `tokens` are more than white space."""
    return sum(not token.isspace() for token in tokens)


def find_significant_blocks(one: Sequence[str], other: Sequence[str], budget: Budget) -> list[MatchingBlock]:
    """Return the blocks of tokens that both share, without those smaller than the changes around them.

    One or two signs that two sentences happen to share would only make the difference unreadable.
    """
    weights, other_weights = (
        [0, *accumulate(not token.isspace() for token in side)] for side in (one, other)
    )
    kept = [MatchingBlock(0, 0, 0)]
    blocks = [*find_matching_blocks(one, other, budget), MatchingBlock(len(one), len(other), 0)]
    for block, following in pairwise(blocks):
        size = weights[block.end] - weights[block.start]
        changed = min(
            max(
                weights[right.start] - weights[left.end],
                other_weights[right.other_start] - other_weights[left.other_end],
            )
            for left, right in ((kept[-1], block), (block, following))
        )
        if size > changed or "\n" in one[block.start : block.end]:
            kept.append(block)
    return kept[1:]
