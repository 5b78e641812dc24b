"""The type of the pictures: which characters can be drawn, how wide they are, and drawing them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

from posts.cards.lines import is_han

FONT = Path(__file__).parent / "card.otf"
# Distances in ems: the air between Han and Latin (CLREQ 3.2.2), and the empty half of a full-width mark.
AIR, HALF = 0.14, 0.5
# The square forms of these marks are for Han; beside Latin stand its own.
LATIN_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "–", "…": "..."})
ELLIPSIS = "…"
MISSING_HAN = "〓"  # what printers set for a sign that they have not cast

# Marks that fill one half of their square.
OPENING = frozenset("（《〈「『【〔［｛“‘")
CLOSING = frozenset("、。，．：；！？）》〉」』】〕］｝”’")
RUN = re.compile(r"[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60“”‘’—…]+|.")


class Run(NamedTuple):
    """Characters that are drawn at once, how far they are moved to the left, and how much room they take.

    Both are in ems.
    """

    text: str
    shift: float
    width: float


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at `size` pixels; its file is mapped, not read, so a size costs little."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def is_drawable(character: str) -> bool:
    """Return whether the font has `character`: what it lacks leaves no ink."""
    return character == " " or font(100).getmask(character).getbbox() is not None


def drawable(text: str) -> str:
    """Return `text` in characters that the font has, on one line.

    Others are replaced by what Unicode holds to be compatible with them, Han by
    a geta mark, and the rest, such as emoji and other scripts, are left out.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(map(is_han, text)):
        text = text.translate(LATIN_MARKS)
    text = re.sub(r"(?<=[A-Za-z])’(?=[A-Za-z])", "'", text)
    return " ".join("".join(map(_drawable_form, text)).split())


def _drawable_form(character: str) -> str:
    if is_drawable(character):
        return character
    alike = unicodedata.normalize("NFKC", character)
    if all(map(is_drawable, alike)):
        return alike
    return MISSING_HAN if is_han(character) else ""


def runs(text: str) -> Iterator[Run]:
    """Yield `text` in runs: words and what is Latin together, each Han and each square mark alone.

    Between Han and Latin there is air; where two square marks meet, and at the
    beginning of a line, one of the empty halves goes.
    """
    parts = RUN.findall(text)
    for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        width = font(100).getlength(part) / 100
        begins = not before or before in OPENING
        shift = HALF if begins and part in OPENING else 0.0
        if part in CLOSING and after in CLOSING | OPENING:
            width -= HALF
        elif needs_air(part[-1:], after[:1]):
            width += AIR
        yield Run(part, shift, width - shift)


def needs_air(left: str, right: str) -> bool:
    """Return whether one is Han and the other a Latin letter or digit."""
    return left.isalnum() and right.isalnum() and is_han(left) != is_han(right)


def widths(text: str) -> list[float]:
    """Return the width of each character of `text` in ems, as a line holds it."""
    found: list[float] = []
    for run in runs(text):
        letters = [font(100).getlength(letter) / 100 for letter in run.text]
        letters[-1] += run.width - sum(letters)
        found += letters
    return found


def draw_text(draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int) -> float:
    """Draw `text` with its baseline beginning at `place`, and return where it ends."""
    x, y = place
    for run in runs(text):
        draw.text((x - run.shift * size, y), run.text, fill=255, font=font(size), anchor="ls")
        x += run.width * size
    return x
