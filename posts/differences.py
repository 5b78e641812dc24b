"""What differs between two texts, for people: by lines, and within those by words or Han characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from posts.rendering.text import HAN
from posts.sequences import Effort, Run, shared_runs

CONTEXT = 3  # unchanged lines that are shown on each side of a change
LEAST_FOLDED = 4  # lines; fewer are shown rather than folded
MOST_TOKENS = 6_000  # of a changed passage; a longer one is shown as it was and as it is
EFFORT = 40_000  # as `Effort` counts it: half a second at most, where everything differs
# Of the tokens of a changed passage, those that must have stayed for it to be read as one text.
LEAST_SHARED = 0.25

# A short formula, a TeX command, a Han character, a word, the end of a line, spaces, another sign.
TOKEN = re.compile(rf"\$[^$\n]{{1,60}}\$|\\[A-Za-z]+|[{HAN}]|(?:(?![{HAN}])\w)+|\n|[^\S\n]+|[^\w\s]")

How = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole lines: changed ones, or unchanged ones that are shown or folded away."""

    pieces: list[Piece]
    is_folded: bool = False

    @property
    def is_changed(self) -> bool:
        return any(piece.how != "same" for piece in self.pieces)

    @property
    def lines(self) -> int:
        return sum(piece.text.count("\n") for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes one text of another, from end to end, and how many characters came and went."""

    passages: list[Passage]
    added: int
    removed: int


def tokens(text: str) -> list[str]:
    """Return the tokens of `text`; joined, they are the text."""
    return TOKEN.findall(text)


def compare(old: str, new: str) -> Difference:
    """Return what makes `new` of `old`."""
    passages = list(find_passages(lines_of(old), lines_of(new), Effort(EFFORT)))
    pieces = [piece for passage in passages for piece in passage.pieces]
    added, removed = (
        sum(len(piece.text) for piece in pieces if piece.how == how) for how in ("added", "removed")
    )
    return Difference(passages, added, removed)


def lines_of(text: str) -> list[str]:
    """Return the lines of `text`, each with its end; the last is given one."""
    return [f"{line}\n" for line in text.split("\n")] if text else []


def find_passages(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[Passage]:
    place = opposite = 0
    for run in [*shared_runs(old, new, effort), Run(len(old), len(new), 0)]:
        before, after = "".join(old[place : run.begin]), "".join(new[opposite : run.opposite])
        if before or after:
            yield Passage(list(pieces_of(before, after, effort)))
        place, opposite = run.end, run.opposite_end
        is_first, is_last = not run.begin and not run.opposite, run.end == len(old) and opposite == len(new)
        yield from unchanged(old[run.begin : run.end], 0 if is_first else CONTEXT, 0 if is_last else CONTEXT)


def unchanged(lines: Sequence[str], head: int, tail: int) -> Iterator[Passage]:
    """Yield what stayed: all of it, or `head` and `tail` lines with the rest folded between them."""
    if len(lines) < head + tail + LEAST_FOLDED:
        head, tail = len(lines), 0
    inner = len(lines) - tail
    for part, is_folded in ((lines[:head], False), (lines[head:inner], True), (lines[inner:], False)):
        if part:
            yield Passage([Piece("same", "".join(part))], is_folded)


def pieces_of(old: str, new: str, effort: Effort) -> Iterator[Piece]:
    """Yield a changed passage in pieces: by tokens where enough of them stayed, else whole."""
    before, after = tokens(old), tokens(new)
    runs = steady_runs(before, after, effort) if max(len(before), len(after)) <= MOST_TOKENS else []
    stayed = sum(weight(before[run.begin : run.end]) for run in runs)
    if stayed < LEAST_SHARED * min(weight(before), weight(after)):
        runs = []
    place = opposite = 0
    for run in [*runs, Run(len(before), len(after), 0)]:
        yield from piece("removed", before[place : run.begin])
        yield from piece("added", after[opposite : run.opposite])
        yield from piece("same", before[run.begin : run.end])
        place, opposite = run.end, run.opposite_end


def piece(how: How, found: Sequence[str]) -> Iterator[Piece]:
    if found:
        yield Piece(how, "".join(found))


def weight(found: Sequence[str]) -> int:
    """Return how many of the tokens `found` are more than space."""
    return sum(not token.isspace() for token in found)


def steady_runs(one: Sequence[str], other: Sequence[str], effort: Effort) -> list[Run]:
    """Return the runs of tokens that both share, but for those smaller than what changed around them.

    A sign or two that two sentences happen to share would only tear them to shreds.
    """
    weights, opposite = ([0, *accumulate(not token.isspace() for token in side)] for side in (one, other))
    kept = [Run(0, 0, 0)]
    for run, following in pairwise([*shared_runs(one, other, effort), Run(len(one), len(other), 0)]):
        size = weights[run.end] - weights[run.begin]
        around = min(
            max(
                weights[right.begin] - weights[left.end],
                opposite[right.opposite] - opposite[left.opposite_end],
            )
            for left, right in ((kept[-1], run), (run, following))
        )
        if size > around or "\n" in one[run.begin : run.end]:
            kept.append(run)
    return kept[1:]
