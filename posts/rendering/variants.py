"""The smaller variants of pictures: how they are named, and how a browser is offered them.

Whoever knows a picture's address and the widths that were made knows all of its variants.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# In pixels: the width of the text.
COLUMN = 684
# A picture that is this wide is sharp in the text on a screen of twice the usual density.
ENOUGH = 1440
LADDER = (480, 960, ENOUGH)
AVIF, WEBP = ".avif", ".webp"
SUFFIXES = (AVIF, WEBP)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a browser may choose from, as `srcset` has it: for those that know AVIF, and for the others."""

    avif: str
    webp: str


def variant(address: str, width: int, suffix: str) -> str:
    """Return the address, or the name in media, of the variant of `address` that is `width` pixels wide."""
    return f"{address.rpartition('.')[0]}.{width}{suffix}"


def offer(address: str, width: int, widths: Sequence[int]) -> Offer:
    """Return the variants of the picture at `address`, which is `width` pixels wide, in `widths`.

    Where none of them is sharp enough the picture itself is among them: a
    source's type tells which browsers may take it, and all of these know the old formats.
    """
    itself = [f"{address} {width}w"] if max(widths) < min(width, ENOUGH) else []
    sets = ([f"{variant(address, each, suffix)} {each}w" for each in widths] for suffix in SUFFIXES)
    return Offer(*(", ".join([*made, *itself]) for made in sets))


def sizes(shown: int) -> str:
    """Return as how wide a browser is to take a picture that is at most `shown` pixels wide in the text."""
    shown = min(shown, COLUMN)
    return f"{shown}px" if shown < LADDER[0] else f"(min-width: 48rem) {shown}px, 100vw"
