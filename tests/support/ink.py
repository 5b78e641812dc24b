"""What is drawn in a picture: its connected pieces of ink, and how far two pictures of one formula differ."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

from PIL import Image

# Paler than this is paper: the rims of letters differ with the smoothing of each browser.
DARKEST_PAPER = 200
# Fewer pixels are specks of that smoothing.
MIN_PIXELS = 6


@dataclass(slots=True)
class InkPiece:
    """A connected piece of ink: its box, in pixels, and how many of them are dark."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int = 0

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def add(self, other: Self) -> None:
        """Grow to hold `other` too."""
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        self.pixels += other.pixels


@dataclass(frozen=True, slots=True)
class InkDifference:
    """How two pictures of one formula differ.

    `strange` is the share of ink in pieces that only one of them has; `shift` how far, in the unit that
    `compare_ink` was given, a piece stands elsewhere beside its neighbours; `growth` how much the larger is
    wider or higher, as a share.
    """

    strange: float
    shift: float
    growth: float

    def __str__(self) -> str:
        return f"strange {self.strange:.2f} shift {self.shift:.2f} growth {self.growth:.2f}"

    def exceeds(self, limit: Self) -> bool:
        """Whether it is larger than `limit` in anything."""
        return self.strange > limit.strange or self.shift > limit.shift or self.growth > limit.growth


def find_ink_pieces(picture: Image.Image) -> list[InkPiece]:
    """Return the pieces of ink in `picture`, from left to right, with its upper left corner at their own."""
    grey = picture.convert("L").point(lambda level: level <= DARKEST_PAPER and 1)
    width, height = grey.size
    pixels = grey.tobytes()
    pieces: list[InkPiece] = []
    above: list[tuple[int, int, int]] = []
    owners: list[int] = []
    for y in range(height):
        row = []
        for start, end in find_runs(pixels[y * width : (y + 1) * width]):
            number = len(pieces)
            pieces.append(InkPiece(start, y, end, y + 1, end - start))
            owners.append(number)
            # Corners that touch count.
            for left, right, other in above:
                if left <= end and start <= right:
                    join_pieces(pieces, owners, number, other)
            row.append((start, end, number))
        above = row
    whole = [piece for number, piece in enumerate(pieces) if owners[number] == number]
    return move_to_origin([piece for piece in whole if piece.pixels >= MIN_PIXELS])


def find_runs(row: bytes) -> list[tuple[int, int]]:
    """Return where the runs of ones in `row` begin and end."""
    runs = []
    end = 0
    while (start := row.find(1, end)) >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        runs.append((start, end))
    return runs


def join_pieces(pieces: Sequence[InkPiece], owners: list[int], first: int, second: int) -> None:
    """Make one piece of those to which `first` and `second` belong."""
    first, second = find_owner(owners, first), find_owner(owners, second)
    if first != second:
        owners[second] = first
        pieces[first].add(pieces[second])


def find_owner(owners: list[int], number: int) -> int:
    while owners[number] != number:
        owners[number] = owners[owners[number]]
        number = owners[number]
    return number


def move_to_origin(pieces: list[InkPiece]) -> list[InkPiece]:
    left = min((piece.left for piece in pieces), default=0)
    top = min((piece.top for piece in pieces), default=0)
    moved = (InkPiece(p.left - left, p.top - top, p.right - left, p.bottom - top, p.pixels) for p in pieces)
    return sorted(moved, key=lambda piece: (piece.left, piece.top))


def compare_ink(first: Sequence[InkPiece], second: Sequence[InkPiece], unit: float) -> InkDifference:
    """Return how two pictures differ; `unit` is the size of their letters in pixels (an em)."""
    pairs = match_pieces(first, second, unit)
    total = sum(piece.pixels for piece in (*first, *second))
    paired = sum(one.pixels + other.pixels for one, other in pairs)
    sizes = (size_of(first), size_of(second))
    growth = max(max(lengths) / max(1, min(lengths)) - 1 for lengths in zip(*sizes, strict=True))
    return InkDifference(1 - paired / max(1, total), measure_shift(pairs) / unit, growth)


def size_of(pieces: Sequence[InkPiece]) -> tuple[int, int]:
    """Return the width and height of all `pieces` together."""
    return max((p.right for p in pieces), default=0), max((p.bottom for p in pieces), default=0)


def match_pieces(
    first: Sequence[InkPiece], second: Sequence[InkPiece], unit: float
) -> list[tuple[InkPiece, InkPiece]]:
    """Return which pieces are the same in both: about as large, and nearest in place.

    The places are stretched to the same whole. What is higher in one alone moves all others in it, so they
    are matched once more, moved as far as most of them were.
    """
    (width, height), (other_width, other_height) = size_of(first), size_of(second)
    stretch = other_width / max(1, width), other_height / max(1, height)
    pairs = match_moved(first, second, stretch, (0.0, 0.0), 1.5 * unit)
    if not pairs:
        return []
    moved = [
        median(other.centre[axis] - one.centre[axis] * stretch[axis] for one, other in pairs)
        for axis in (0, 1)
    ]
    return match_moved(first, second, stretch, (moved[0], moved[1]), 1.5 * unit)


def match_moved(
    first: Sequence[InkPiece],
    second: Sequence[InkPiece],
    stretch: tuple[float, float],
    moved: tuple[float, float],
    reach: float,
) -> list[tuple[InkPiece, InkPiece]]:
    """Return the pairs of pieces no further apart than `reach`, the nearest first, each piece once."""
    candidates = []
    for i, one in enumerate(first):
        place = [one.centre[axis] * stretch[axis] + moved[axis] for axis in (0, 1)]
        for j, other in enumerate(second):
            distance = math.dist(place, other.centre)
            if distance < reach and is_same_shape(one, other):
                candidates.append((distance, i, j))
    free, taken, pairs = set(range(len(first))), set(), []
    for _, i, j in sorted(candidates):
        if i in free and j not in taken:
            free.remove(i)
            taken.add(j)
            pairs.append((first[i], second[j]))
    return pairs


def is_same_shape(one: InkPiece, other: InkPiece) -> bool:
    """Whether both are about as wide and high; long ones stretch, each browser in steps of its own."""
    return all(
        abs(length - other_length) <= 3 + 0.15 * max(length, other_length)
        for length, other_length in ((one.width, other.width), (one.height, other.height))
    )


def measure_shift(pairs: Sequence[tuple[InkPiece, InkPiece]]) -> float:
    """Return the most that a pair is moved up or down more than the pair nearest to it, in pixels."""
    worst = 0.0
    for one, other in pairs:
        neighbour = min(
            (pair for pair in pairs if pair[0] is not one),
            key=lambda pair: gap_between(pair[0], one),
            default=None,
        )
        if neighbour:
            moved = other.centre[1] - one.centre[1]
            expected = neighbour[1].centre[1] - neighbour[0].centre[1]
            worst = max(worst, abs(moved - expected))
    return worst


def gap_between(one: InkPiece, other: InkPiece) -> float:
    """Return how far apart the boxes of two pieces are; what is above or below counts as near."""
    beside = max(one.left - other.right, other.left - one.right, 0)
    above = max(one.top - other.bottom, other.top - one.bottom, 0)
    return math.hypot(2 * beside, above)
