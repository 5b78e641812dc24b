"""Two texts that were made of one at the same time, made into one again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from posts.differences import steady_runs, tokens
from posts.rendering.conflicts import mark_conflict
from posts.sequences import Effort, Run, shared_runs

EFFORT = 120_000  # as `Effort` counts it: a second or two, where everything differs
MOST_TOKENS = 6_000  # of a place where both changed something; a longer one is not looked into

Places = tuple[int, int, int]
Find = Callable[[Sequence[str], Sequence[str], Effort], list[Run]]


@dataclass(frozen=True, slots=True)
class Merge:
    """One text of two, and at how many places somebody has to choose."""

    text: str
    conflicts: int


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a text as it was, and what two made of it."""

    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]

    def agreed(self) -> Sequence[str] | None:
        """Return what both can be content with: the only change there is. None where there are two."""
        if self.mine in (self.base, self.theirs):
            return self.theirs
        return self.mine if self.theirs == self.base else None


def merge3(base: str | None, mine: str, theirs: str, labels: tuple[str, str] = ("yours", "theirs")) -> Merge:
    """Return what `mine` and `theirs` changed in `base`, in one text.

    By lines; where both changed the same lines, by words and Han characters.
    Where they meet even there, both stay in the text, between marks. Without
    a `base` nothing is known to be taken out: all that one of them has is in.
    """
    effort = Effort(EFFORT)
    ours, others = mine.split("\n"), theirs.split("\n")
    before = common(ours, others, effort) if base is None else base.split("\n")
    merged: list[str] = []
    conflicts = 0
    for region in regions(Region(before, ours, others), shared_runs, effort):
        lines = region.agreed()
        if lines is None:
            lines = merge_within(region, effort)
        if lines is None:
            lines = marked(region, labels)
            conflicts += 1
        merged += lines
    return Merge("\n".join(merged), conflicts)


def common(one: Sequence[str], other: Sequence[str], effort: Effort) -> list[str]:
    return [item for run in shared_runs(one, other, effort) for item in one[run.begin : run.end]]


def regions(whole: Region, find: Find, effort: Effort) -> Iterator[Region]:
    """Part `whole` into what is the same in all three and what is not, by turns."""
    end = (0, 0, 0)
    ours, others = find(whole.base, whole.mine, effort), find(whole.base, whole.theirs, effort)
    for begin, length in stable_runs(ours, others):
        yield part(whole, end, begin)
        end = (begin[0] + length, begin[1] + length, begin[2] + length)
        yield part(whole, begin, end)
    yield part(whole, end, (len(whole.base), len(whole.mine), len(whole.theirs)))


def stable_runs(ours: Sequence[Run], others: Sequence[Run]) -> Iterator[tuple[Places, int]]:
    """Yield where each run begins that stayed on both sides (in base, mine, theirs), and its length."""
    mine, theirs = iter(ours), iter(others)
    one, other = next(mine, None), next(theirs, None)
    while one and other:
        begin, end = max(one.begin, other.begin), min(one.end, other.end)
        if begin < end:
            shifts = one.opposite - one.begin, other.opposite - other.begin
            yield (begin, begin + shifts[0], begin + shifts[1]), end - begin
        if one.end < other.end:
            one = next(mine, None)
        else:
            other = next(theirs, None)


def part(whole: Region, begin: Places, end: Places) -> Region:
    base, mine, theirs = map(slice, begin, end)
    return Region(whole.base[base], whole.mine[mine], whole.theirs[theirs])


def merge_within(region: Region, effort: Effort) -> Sequence[str] | None:
    """Return the lines of a region that both changed, at different places of it; None where these meet."""
    base, mine, theirs = (
        tokens("".join(f"{line}\n" for line in side)) for side in (region.base, region.mine, region.theirs)
    )
    if max(map(len, (base, mine, theirs))) > MOST_TOKENS:
        return None
    pieces = [inner.agreed() for inner in regions(Region(base, mine, theirs), steady_runs, effort)]
    if any(piece is None for piece in pieces):
        return None
    text = "".join(token for piece in pieces for token in piece or ())
    return text.removesuffix("\n").split("\n") if text else []


def marked(region: Region, labels: tuple[str, str]) -> list[str]:
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
