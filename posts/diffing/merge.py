"""Three-way merge of two texts that were changed at the same time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from posts.diffing.diff import find_significant_blocks, split_diff_tokens
from posts.diffing.matching import Budget, MatchingBlock, find_matching_blocks
from posts.rendering.merge_markers import format_conflict

MERGE_BUDGET = 120_000  # pairs; a second or two, where everything differs
MAX_MERGE_TOKENS = 6_000  # of a region that both changed; a longer one is not merged token by token

Positions = tuple[int, int, int]
FindBlocks = Callable[[Sequence[str], Sequence[str], Budget], list[MatchingBlock]]


@dataclass(frozen=True, slots=True)
class MergedText:
    """The merged text, and the number of conflicts in it."""

    text: str
    conflict_count: int


@dataclass(frozen=True, slots=True)
class MergeRegion:
    """A part of the base text, and what each side made of it."""

    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]

    def resolve_side(self) -> Sequence[str] | None:
        """Return the side that changed, or what both agree on; None where both changed it differently."""
        if self.mine in (self.base, self.theirs):
            return self.theirs
        return self.mine if self.theirs == self.base else None


def merge_texts(
    base: str | None, mine: str, theirs: str, labels: tuple[str, str] = ("yours", "theirs")
) -> MergedText:
    """Merge the changes of `mine` and `theirs` to `base` into one text.

    By lines; where both changed the same lines, by words and Han characters. Where they
    conflict even there, both stay in the text, between conflict markers with `labels`.
    Without a `base` nothing counts as removed: what either side has is kept.
    """
    budget = Budget(MERGE_BUDGET)
    ours, others = mine.split("\n"), theirs.split("\n")
    before = find_common_items(ours, others, budget) if base is None else base.split("\n")
    merged: list[str] = []
    conflicts = 0
    for region in split_regions(MergeRegion(before, ours, others), find_matching_blocks, budget):
        lines = region.resolve_side()
        if lines is None:
            lines = merge_tokens(region, budget)
        if lines is None:
            lines = mark_region(region, labels)
            conflicts += 1
        merged += lines
    return MergedText("\n".join(merged), conflicts)


def find_common_items(one: Sequence[str], other: Sequence[str], budget: Budget) -> list[str]:
    return [
        item for block in find_matching_blocks(one, other, budget) for item in one[block.start : block.end]
    ]


def split_regions(whole: MergeRegion, find: FindBlocks, budget: Budget) -> Iterator[MergeRegion]:
    """Split `whole` into regions that are changed and regions that all three share, in turn."""
    end = (0, 0, 0)
    ours, others = find(whole.base, whole.mine, budget), find(whole.base, whole.theirs, budget)
    for start, length in find_stable_ranges(ours, others):
        yield slice_region(whole, end, start)
        end = (start[0] + length, start[1] + length, start[2] + length)
        yield slice_region(whole, start, end)
    yield slice_region(whole, end, (len(whole.base), len(whole.mine), len(whole.theirs)))


def find_stable_ranges(
    ours: Sequence[MatchingBlock], others: Sequence[MatchingBlock]
) -> Iterator[tuple[Positions, int]]:
    """Yield the start, in base, mine and theirs, and the length of each range that neither side changed."""
    mine, theirs = iter(ours), iter(others)
    one, other = next(mine, None), next(theirs, None)
    while one and other:
        start, end = max(one.start, other.start), min(one.end, other.end)
        if start < end:
            shifts = one.other_start - one.start, other.other_start - other.start
            yield (start, start + shifts[0], start + shifts[1]), end - start
        if one.end < other.end:
            one = next(mine, None)
        else:
            other = next(theirs, None)


def slice_region(whole: MergeRegion, start: Positions, end: Positions) -> MergeRegion:
    base, mine, theirs = map(slice, start, end)
    return MergeRegion(whole.base[base], whole.mine[mine], whole.theirs[theirs])


def merge_tokens(region: MergeRegion, budget: Budget) -> Sequence[str] | None:
    """Merge a region that both changed token by token. Return its lines, or None on a conflict."""
    base, mine, theirs = (
        split_diff_tokens("".join(f"{line}\n" for line in side))
        for side in (region.base, region.mine, region.theirs)
    )
    if max(map(len, (base, mine, theirs))) > MAX_MERGE_TOKENS:
        return None
    sides = [
        inner.resolve_side()
        for inner in split_regions(MergeRegion(base, mine, theirs), find_significant_blocks, budget)
    ]
    if any(side is None for side in sides):
        return None
    text = "".join(token for side in sides for token in side or ())
    return text.removesuffix("\n").split("\n") if text else []


def mark_region(region: MergeRegion, labels: tuple[str, str]) -> list[str]:
    """Return the lines of both sides between conflict markers; lines shared at both ends stand outside."""
    mine, theirs = list(region.mine), list(region.theirs)
    shortest = min(len(mine), len(theirs))
    head = next((at for at in range(shortest) if mine[at] != theirs[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if mine[-1 - at] != theirs[-1 - at]), rest)
    ends = len(mine) - tail, len(theirs) - tail
    return [
        *mine[:head],
        *format_conflict(mine[head : ends[0]], theirs[head : ends[1]], labels),
        *mine[ends[0] :],
    ]
