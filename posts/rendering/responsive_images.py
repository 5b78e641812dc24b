"""Responsive images: the names of the smaller variants of an image, and `srcset` and `sizes` for them.

The address of an image and the widths that were made of it tell the addresses of all variants.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# In pixels: the width of the text.
CONTENT_WIDTH = 684
# An image that is this wide is sharp in the text on a screen of twice the usual density.
LARGEST_VARIANT = 1440
VARIANT_WIDTHS = (480, 960, LARGEST_VARIANT)
AVIF, WEBP = ".avif", ".webp"
VARIANT_SUFFIXES = (AVIF, WEBP)


@dataclass(frozen=True, slots=True)
class ImageSrcsets:
    """The values of `srcset`: for browsers that know AVIF, and for the others."""

    avif: str
    webp: str


def variant_path(address: str, width: int, suffix: str) -> str:
    """Return the address, or the name in media, of the variant of `address` that is `width` pixels wide."""
    return f"{address.rpartition('.')[0]}.{width}{suffix}"


def build_srcsets(address: str, width: int, widths: Sequence[int]) -> ImageSrcsets:
    """Return `srcset` of the image at `address`, `width` pixels wide, with variants of `widths`.

    Where none of them is sharp enough the image itself is among them: the type of a source tells which
    browsers may take it, and all of these know the old formats.
    """
    original = [f"{address} {width}w"] if max(widths) < min(width, LARGEST_VARIANT) else []
    srcsets = (
        [f"{variant_path(address, each, suffix)} {each}w" for each in widths] for suffix in VARIANT_SUFFIXES
    )
    return ImageSrcsets(*(", ".join([*variants, *original]) for variants in srcsets))


def sizes_attribute(max_width: int) -> str:
    """Return the value of `sizes` for an image that is at most `max_width` pixels wide in the text."""
    max_width = min(max_width, CONTENT_WIDTH)
    return f"{max_width}px" if max_width < VARIANT_WIDTHS[0] else f"(min-width: 48rem) {max_width}px, 100vw"
