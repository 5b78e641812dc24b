"""Two texts that were made of one at the same time, made into one again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from posts.differences import find_significant_blocks, split_diff_tokens
from posts.rendering.conflicts import mark_conflict
from posts.sequences import Budget, MatchingBlock, find_matching_blocks

MERGE_BUDGET = 120_000  # as `Effort` counts it: a second or two, where everything differs
MAX_MERGE_TOKENS = 6_000  # of a place where both changed something; a longer one is not looked into

Positions = tuple[int, int, int]
FindBlocks = Callable[[Sequence[str], Sequence[str], Budget], list[MatchingBlock]]


@dataclass(frozen=True, slots=True)
class MergedText:
    """One text of two, and at how many places somebody has to choose."""

    text: str
    conflict_count: int


@dataclass(frozen=True, slots=True)
class MergeRegion:
    """A part of a text as it was, and what two made of it."""

    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]

    def resolve_side(self) -> Sequence[str] | None:
        """Return what both can be content with: the only change there is. None where there are two."""
        if self.mine in (self.base, self.theirs):
            return self.theirs
        return self.mine if self.theirs == self.base else None


def merge_texts(
    base: str | None, mine: str, theirs: str, labels: tuple[str, str] = ("yours", "theirs")
) -> MergedText:
    """Return what `mine` and `theirs` changed in `base`, in one text.

    By lines; where both changed the same lines, by words and Han characters.
    Where they meet even there, both stay in the text, between marks. Without
    a `base` nothing is known to be taken out: all that one of them has is in.
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
    """Part `whole` into what is the same in all three and what is not, by turns."""
    end = (0, 0, 0)
    ours, others = find(whole.base, whole.mine, budget), find(whole.base, whole.theirs, budget)
    for begin, length in find_stable_ranges(ours, others):
        yield slice_region(whole, end, begin)
        end = (begin[0] + length, begin[1] + length, begin[2] + length)
        yield slice_region(whole, begin, end)
    yield slice_region(whole, end, (len(whole.base), len(whole.mine), len(whole.theirs)))


def find_stable_ranges(
    ours: Sequence[MatchingBlock], others: Sequence[MatchingBlock]
) -> Iterator[tuple[Positions, int]]:
    """Yield where each run begins that stayed on both sides (in base, mine, theirs), and its length."""
    mine, theirs = iter(ours), iter(others)
    one, other = next(mine, None), next(theirs, None)
    while one and other:
        begin, end = max(one.start, other.start), min(one.end, other.end)
        if begin < end:
            shifts = one.other_start - one.start, other.other_start - other.start
            yield (begin, begin + shifts[0], begin + shifts[1]), end - begin
        if one.end < other.end:
            one = next(mine, None)
        else:
            other = next(theirs, None)


def slice_region(whole: MergeRegion, begin: Positions, end: Positions) -> MergeRegion:
    base, mine, theirs = map(slice, begin, end)
    return MergeRegion(whole.base[base], whole.mine[mine], whole.theirs[theirs])


def merge_tokens(region: MergeRegion, budget: Budget) -> Sequence[str] | None:
    """Return the lines of a region that both changed, at different places of it; None where these meet."""
    base, mine, theirs = (
        split_diff_tokens("".join(f"{line}\n" for line in side))
        for side in (region.base, region.mine, region.theirs)
    )
    if max(map(len, (base, mine, theirs))) > MAX_MERGE_TOKENS:
        return None
    pieces = [
        inner.resolve_side()
        for inner in split_regions(MergeRegion(base, mine, theirs), find_significant_blocks, budget)
    ]
    if any(piece is None for piece in pieces):
        return None
    text = "".join(token for piece in pieces for token in piece or ())
    return text.removesuffix("\n").split("\n") if text else []


def mark_region(region: MergeRegion, labels: tuple[str, str]) -> list[str]:
    """Return the lines of both sides between marks; those they begin and end alike with stand outside."""
    mine, theirs = list(region.mine), list(region.theirs)
    shortest = min(len(mine), len(theirs))
    head = next((at for at in range(shortest) if mine[at] != theirs[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if mine[-1 - at] != theirs[-1 - at]), rest)
    ends = len(mine) - tail, len(theirs) - tail
    return [
        *mine[:head],
        *mark_conflict(mine[head : ends[0]], theirs[head : ends[1]], labels),
        *mine[ends[0] :],
    ]
