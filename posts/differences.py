"""What differs between two texts, for people: by lines, and within those by words or Han characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from posts.rendering.text import HAN
from posts.sequences import Budget, MatchingBlock, find_matching_blocks

CONTEXT_LINES = 3  # unchanged lines that are shown on each side of a change
MIN_FOLDED_LINES = 4  # lines; fewer are shown rather than folded
MAX_DIFF_TOKENS = 6_000  # of a changed passage; a longer one is shown as it was and as it is
DIFF_BUDGET = 40_000  # as `Effort` counts it: half a second at most, where everything differs
# Of the tokens of a changed passage, those that must have stayed for it to be read as one text.
MIN_SHARED_RATIO = 0.25

# A short formula, a TeX command, a Han character, a word, the end of a line, spaces, another sign.
DIFF_TOKEN = re.compile(rf"\$[^$\n]{{1,60}}\$|\\[A-Za-z]+|[{HAN}]|(?:(?![{HAN}])\w)+|\n|[^\S\n]+|[^\w\s]")

DiffKind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class DiffSpan:
    """A stretch of text that stayed, came or went."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """Some whole lines: changed ones, or unchanged ones that are shown or folded away."""

    spans: list[DiffSpan]
    is_folded: bool = False

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.spans)

    @property
    def line_count(self) -> int:
        return sum(piece.text.count("\n") for piece in self.spans)


@dataclass(frozen=True, slots=True)
class TextDiff:
    """What makes one text of another, from end to end, and how many characters came and went."""

    hunks: list[DiffHunk]
    added: int
    removed: int


def split_diff_tokens(text: str) -> list[str]:
    """Return the tokens of `text`; joined, they are the text."""
    return DIFF_TOKEN.findall(text)


def diff_texts(old: str, new: str) -> TextDiff:
    """Return what makes `new` of `old`."""
    hunks = list(find_hunks(split_lines(old), split_lines(new), Budget(DIFF_BUDGET)))
    spans = [piece for passage in hunks for piece in passage.spans]
    added, removed = (
        sum(len(piece.text) for piece in spans if piece.kind == how) for how in ("added", "removed")
    )
    return TextDiff(hunks, added, removed)


def split_lines(text: str) -> list[str]:
    """Return the lines of `text`, each with its end; the last is given one."""
    return [f"{line}\n" for line in text.split("\n")] if text else []


def find_hunks(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[DiffHunk]:
    place = opposite = 0
    for block in [*find_matching_blocks(old, new, budget), MatchingBlock(len(old), len(new), 0)]:
        before, after = "".join(old[place : block.start]), "".join(new[opposite : block.other_start])
        if before or after:
            yield DiffHunk(list(make_changed_spans(before, after, budget)))
        place, opposite = block.end, block.other_end
        is_first, is_last = (
            not block.start and not block.other_start,
            block.end == len(old) and opposite == len(new),
        )
        yield from make_unchanged_hunks(
            old[block.start : block.end], 0 if is_first else CONTEXT_LINES, 0 if is_last else CONTEXT_LINES
        )


def make_unchanged_hunks(lines: Sequence[str], head: int, tail: int) -> Iterator[DiffHunk]:
    """Yield what stayed: all of it, or `head` and `tail` lines with the rest folded between them."""
    if len(lines) < head + tail + MIN_FOLDED_LINES:
        head, tail = len(lines), 0
    inner = len(lines) - tail
    for part, is_folded in ((lines[:head], False), (lines[head:inner], True), (lines[inner:], False)):
        if part:
            yield DiffHunk([DiffSpan("same", "".join(part))], is_folded)


def make_changed_spans(old: str, new: str, budget: Budget) -> Iterator[DiffSpan]:
    """Yield a changed passage in pieces: by tokens where enough of them stayed, else whole."""
    before, after = split_diff_tokens(old), split_diff_tokens(new)
    blocks = (
        find_significant_blocks(before, after, budget)
        if max(len(before), len(after)) <= MAX_DIFF_TOKENS
        else []
    )
    stayed = sum(count_visible_tokens(before[run.start : run.end]) for run in blocks)
    if stayed < MIN_SHARED_RATIO * min(count_visible_tokens(before), count_visible_tokens(after)):
        blocks = []
    place = opposite = 0
    for block in [*blocks, MatchingBlock(len(before), len(after), 0)]:
        yield from make_spans("removed", before[place : block.start])
        yield from make_spans("added", after[opposite : block.other_start])
        yield from make_spans("same", before[block.start : block.end])
        place, opposite = block.end, block.other_end


def make_spans(how: DiffKind, found: Sequence[str]) -> Iterator[DiffSpan]:
    if found:
        yield DiffSpan(how, "".join(found))


def count_visible_tokens(found: Sequence[str]) -> int:
    """Return how many of the tokens `found` are more than space."""
    return sum(not token.isspace() for token in found)


def find_significant_blocks(one: Sequence[str], other: Sequence[str], budget: Budget) -> list[MatchingBlock]:
    """Return the runs of tokens that both share, but for those smaller than what changed around them.

    A sign or two that two sentences happen to share would only tear them to shreds.
    """
    weights, opposite = ([0, *accumulate(not token.isspace() for token in side)] for side in (one, other))
    kept = [MatchingBlock(0, 0, 0)]
    for block, following in pairwise(
        [*find_matching_blocks(one, other, budget), MatchingBlock(len(one), len(other), 0)]
    ):
        size = weights[block.end] - weights[block.start]
        around = min(
            max(
                weights[right.start] - weights[left.end],
                opposite[right.other_start] - opposite[left.other_end],
            )
            for left, right in ((kept[-1], block), (block, following))
        )
        if size > around or "\n" in one[block.start : block.end]:
            kept.append(block)
    return kept[1:]
