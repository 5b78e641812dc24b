"""What two sequences share, in order: found exactly where that is cheap, roughly where it would take long."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Pairs of equal items in a stretch that is compared exactly. One that has more is cut at the items
# that both sides have once, which may be done so often; what is then still too much shares nothing.
MOST_PAIRS = 20_000
MOST_CUTS = 8

Items = Sequence[Hashable]


class Run(NamedTuple):
    """Items that both sides have: where they begin in the one and in the other, and how many there are."""

    begin: int
    opposite: int
    length: int

    @property
    def end(self) -> int:
        return self.begin + self.length

    @property
    def opposite_end(self) -> int:
        return self.opposite + self.length


class Stretch(NamedTuple):
    """A part of each side, to be compared."""

    begin: int
    end: int
    opposite: int
    opposite_end: int


class Effort:
    """How many pairs of equal items may still be compared: what all work on two texts is bounded by."""

    def __init__(self, pairs: int) -> None:
        self.pairs = pairs

    def take(self, one: Items, other: Items) -> bool:
        """Whether comparing `one` and `other` exactly is within bounds; if so it is counted."""
        opposite = Counter(other)
        pairs = sum(count * opposite[item] for item, count in Counter(one).items())
        if pairs > min(self.pairs, MOST_PAIRS):
            return False
        self.pairs -= pairs
        return True


def shared_runs(one: Items, other: Items, effort: Effort) -> list[Run]:
    """Return the runs that `one` and `other` share, each behind the one before on both sides."""
    joined: list[Run] = []
    for run in Search(one, other, effort).within(Stretch(0, len(one), 0, len(other)), MOST_CUTS):
        last = joined[-1] if joined else None
        if last and (last.end, last.opposite_end) == (run.begin, run.opposite):
            joined[-1] = last._replace(length=last.length + run.length)
        elif run.length:
            joined.append(run)
    return joined


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for what two sequences share. The runs it yields may touch, and be empty."""

    one: Items
    other: Items
    effort: Effort

    def within(self, stretch: Stretch, cuts: int) -> Iterator[Run]:
        begin, end, opposite, opposite_end = stretch
        while begin < end and opposite < opposite_end and self.one[begin] == self.other[opposite]:
            begin, opposite = begin + 1, opposite + 1
        yield Run(stretch.begin, stretch.opposite, begin - stretch.begin)
        while begin < end and opposite < opposite_end and self.one[end - 1] == self.other[opposite_end - 1]:
            end, opposite_end = end - 1, opposite_end - 1
        if begin < end and opposite < opposite_end:
            yield from self.between(Stretch(begin, end, opposite, opposite_end), cuts)
        yield Run(end, opposite_end, stretch.end - end)

    def between(self, stretch: Stretch, cuts: int) -> Iterator[Run]:
        """Yield what is shared by a stretch that differs at both its ends."""
        begin, end, opposite, opposite_end = stretch
        one, other = self.one[begin:end], self.other[opposite:opposite_end]
        if self.effort.take(one, other):
            for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
                yield Run(begin + block.a, opposite + block.b, block.size)
        elif cuts:
            yield from self.cut(stretch, rising(anchors(one, other)), cuts)

    def cut(self, stretch: Stretch, points: list[tuple[int, int]], cuts: int) -> Iterator[Run]:
        """Yield the items at `points`, counted from where `stretch` begins, and what lies between."""
        begin, opposite = stretch.begin, stretch.opposite
        for x, y in points:
            place, facing = stretch.begin + x, stretch.opposite + y
            yield from self.within(Stretch(begin, place, opposite, facing), cuts - 1)
            yield Run(place, facing, 1)
            begin, opposite = place + 1, facing + 1
        if points:
            yield from self.within(stretch._replace(begin=begin, opposite=opposite), cuts - 1)


def anchors(one: Items, other: Items) -> list[tuple[int, int]]:
    """Return where the items stand that each side has once, in the order of `one`."""
    opposite = single_places(other)
    return [(place, opposite[item]) for item, place in single_places(one).items() if item in opposite]


def single_places(items: Items) -> dict[Hashable, int]:
    """Return where each item stands that is there once, in order."""
    counts = Counter(items)
    return {item: place for place, item in enumerate(items) if counts[item] == 1}


def rising(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
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
