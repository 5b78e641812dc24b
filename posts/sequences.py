"""What two sequences share, in order: found exactly where that is cheap, roughly where it would take long."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Pairs of equal items in a stretch that is compared exactly. One that has more is cut at the items
# that both sides have once, which may be done so often; what is then still too much shares nothing.
MAX_PAIRS = 20_000
MAX_CUTS = 8

Items = Sequence[Hashable]


class MatchingBlock(NamedTuple):
    """Items that both sides have: where they begin in the one and in the other, and how many there are."""

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
    """A part of each side, to be compared."""

    start: int
    end: int
    other_start: int
    other_end: int


class Budget:
    """How many pairs of equal items may still be compared: what all work on two texts is bounded by."""

    def __init__(self, pairs: int) -> None:
        self.pairs = pairs

    def try_spend(self, one: Items, other: Items) -> bool:
        """Whether comparing `one` and `other` exactly is within bounds; if so it is counted."""
        opposite = Counter(other)
        pairs = sum(count * opposite[item] for item, count in Counter(one).items())
        if pairs > min(self.pairs, MAX_PAIRS):
            return False
        self.pairs -= pairs
        return True


def find_matching_blocks(one: Items, other: Items, budget: Budget) -> list[MatchingBlock]:
    """Return the runs that `one` and `other` share, each behind the one before on both sides."""
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
    """Looks for what two sequences share. The runs it yields may touch, and be empty."""

    one: Items
    other: Items
    budget: Budget

    def find_within(self, span: Range, cuts: int) -> Iterator[MatchingBlock]:
        begin, end, opposite, opposite_end = span
        while begin < end and opposite < opposite_end and self.one[begin] == self.other[opposite]:
            begin, opposite = begin + 1, opposite + 1
        yield MatchingBlock(span.start, span.other_start, begin - span.start)
        while begin < end and opposite < opposite_end and self.one[end - 1] == self.other[opposite_end - 1]:
            end, opposite_end = end - 1, opposite_end - 1
        if begin < end and opposite < opposite_end:
            yield from self.find_between_ends(Range(begin, end, opposite, opposite_end), cuts)
        yield MatchingBlock(end, opposite_end, span.end - end)

    def find_between_ends(self, span: Range, cuts: int) -> Iterator[MatchingBlock]:
        """Yield what is shared by a stretch that differs at both its ends."""
        begin, end, opposite, opposite_end = span
        one, other = self.one[begin:end], self.other[opposite:opposite_end]
        if self.budget.try_spend(one, other):
            for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
                yield MatchingBlock(begin + block.a, opposite + block.b, block.size)
        elif cuts:
            yield from self.find_around(span, find_longest_increasing(find_unique_pairs(one, other)), cuts)

    def find_around(self, span: Range, points: list[tuple[int, int]], cuts: int) -> Iterator[MatchingBlock]:
        """Yield the items at `points`, counted from where `stretch` begins, and what lies between."""
        begin, opposite = span.start, span.other_start
        for x, y in points:
            place, facing = span.start + x, span.other_start + y
            yield from self.find_within(Range(begin, place, opposite, facing), cuts - 1)
            yield MatchingBlock(place, facing, 1)
            begin, opposite = place + 1, facing + 1
        if points:
            yield from self.find_within(span._replace(begin=begin, opposite=opposite), cuts - 1)


def find_unique_pairs(one: Items, other: Items) -> list[tuple[int, int]]:
    """Return where the items stand that each side has once, in the order of `one`."""
    opposite = find_unique_positions(other)
    return [(place, opposite[item]) for item, place in find_unique_positions(one).items() if item in opposite]


def find_unique_positions(items: Items) -> dict[Hashable, int]:
    """Return where each item stands that is there once, in order."""
    counts = Counter(items)
    return {item: place for place, item in enumerate(items) if counts[item] == 1}


def find_longest_increasing(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of `points`, whose first numbers rise, in which the second ones rise too."""
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
