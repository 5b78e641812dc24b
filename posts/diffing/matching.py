"""Matching of two sequences: exact where that is cheap, approximate where it would take too long."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Pairs of equal items in a range that is compared exactly. A range with more is cut at the items that
# occur once on both sides, up to MAX_CUTS times; what is still too large then counts as different.
MAX_PAIRS = 20_000
MAX_CUTS = 8

Items = Sequence[Hashable]


class MatchingBlock(NamedTuple):
    """Items that both sides share: where they start on each side, and how many there are."""

    start: int
    other_start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def other_end(self) -> int:
        return self.other_start + self.length


class Range(NamedTuple):
    """A part of each side, to be compared: half-open index ranges."""

    start: int
    end: int
    other_start: int
    other_end: int


class Budget:
    """How many pairs of equal items may still be compared: bounds all work on two texts."""

    def __init__(self, pairs: int) -> None:
        self.pairs = pairs

    def try_spend(self, one: Items, other: Items) -> bool:
        """Pay for an exact comparison; return False, and pay nothing, where it would cost too much."""
        counts = Counter(other)
        pairs = sum(count * counts[item] for item, count in Counter(one).items())
        if pairs > min(self.pairs, MAX_PAIRS):
            return False
        self.pairs -= pairs
        return True


def find_matching_blocks(one: Items, other: Items, budget: Budget) -> list[MatchingBlock]:
    """Return the blocks that `one` and `other` share, in ascending order on both sides."""
    blocks: list[MatchingBlock] = []
    for block in BlockFinder(one, other, budget).find_within(Range(0, len(one), 0, len(other)), MAX_CUTS):
        last = blocks[-1] if blocks else None
        if last and (last.end, last.other_end) == (block.start, block.other_start):
            blocks[-1] = last._replace(length=last.length + block.length)
        elif block.length:
            blocks.append(block)
    return blocks


@dataclass(frozen=True, slots=True)
class BlockFinder:
    """Find what two sequences share. The blocks it yields may touch, and may be empty."""

    one: Items
    other: Items
    budget: Budget

    def find_within(self, span: Range, cuts: int) -> Iterator[MatchingBlock]:
        start, end, other_start, other_end = span
        while start < end and other_start < other_end and self.one[start] == self.other[other_start]:
            start, other_start = start + 1, other_start + 1
        yield MatchingBlock(span.start, span.other_start, start - span.start)
        while start < end and other_start < other_end and self.one[end - 1] == self.other[other_end - 1]:
            end, other_end = end - 1, other_end - 1
        if start < end and other_start < other_end:
            yield from self.find_between_ends(Range(start, end, other_start, other_end), cuts)
        yield MatchingBlock(end, other_end, span.end - end)

    def find_between_ends(self, span: Range, cuts: int) -> Iterator[MatchingBlock]:
        """Yield what is shared within a range whose first and last items differ."""
        start, end, other_start, other_end = span
        one, other = self.one[start:end], self.other[other_start:other_end]
        if self.budget.try_spend(one, other):
            for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
                yield MatchingBlock(start + block.a, other_start + block.b, block.size)
        elif cuts:
            yield from self.find_around(span, find_longest_increasing(find_unique_pairs(one, other)), cuts)

    def find_around(self, span: Range, points: list[tuple[int, int]], cuts: int) -> Iterator[MatchingBlock]:
        """Yield the items at `points`, counted from the start of `span`, and what is shared between them."""
        start, other_start = span.start, span.other_start
        for x, y in points:
            position, other_position = span.start + x, span.other_start + y
            yield from self.find_within(Range(start, position, other_start, other_position), cuts - 1)
            yield MatchingBlock(position, other_position, 1)
            start, other_start = position + 1, other_position + 1
        if points:
            yield from self.find_within(span._replace(start=start, other_start=other_start), cuts - 1)


def find_unique_pairs(one: Items, other: Items) -> list[tuple[int, int]]:
    """Return the positions of the items that occur once on each side, in the order of `one`."""
    positions = find_unique_positions(other)
    return [
        (index, positions[item]) for item, index in find_unique_positions(one).items() if item in positions
    ]


def find_unique_positions(items: Items) -> dict[Hashable, int]:
    """Return the position of each item that occurs once, in order."""
    counts = Counter(items)
    return {item: place for place, item in enumerate(items) if counts[item] == 1}


def find_longest_increasing(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of `points`, sorted by x, in which y increases too."""
    lowest: list[int] = []  # second number that ends a row of each length
    ends: list[int] = []  # which point that is
    before: list[int] = []
    for index, (_, height) in enumerate(points):
        length = bisect_left(lowest, height)
        lowest[length : length + 1], ends[length : length + 1] = [height], [index]
        before.append(ends[length - 1] if length else -1)
    row: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        row.append(points[index])
        index = before[index]
    return row[::-1]
