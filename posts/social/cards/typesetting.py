"""Typesetting: which characters the font has, how wide they are, and drawing them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

from posts.social.cards.line_breaking import is_square

CARD_FONT = Path(__file__).parent / "card.otf"
# In ems: the gap between Han and Latin (CLREQ 3.2.2), and the empty half of a full-width mark.
HAN_LATIN_GAP, HALF_EM = 0.14, 0.5
# These marks are full-width beside Han; Latin text uses its own forms.
LATIN_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "–", "…": "..."})
ELLIPSIS = "…"
MISSING_HAN = "〓"  # the geta mark: stands for a character that the font lacks

# Full-width marks that fill one half of their square.
OPENING_SQUARE_MARKS = frozenset("（《〈「『【〔［｛“‘")
CLOSING_SQUARE_MARKS = frozenset("、。，．：；！？）》〉」』】〕］｝”’")
TEXT_RUN_PATTERN = re.compile(r"[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60“”‘’—…]+|.")


class TextRun(NamedTuple):
    """Characters that are drawn at once; `shift` to the left and `width` are in ems."""

    text: str
    shift: float
    width: float


@lru_cache(maxsize=32)
def load_font(size: int) -> ImageFont.FreeTypeFont:
    """Load the font at `size` pixels; the file is mapped, not read, so a size costs little."""
    return ImageFont.truetype(CARD_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def is_drawable(character: str) -> bool:
    """Return whether the font has `character`: a missing one leaves no ink."""
    return character == " " or load_font(100).getmask(character).getbbox() is not None


def make_drawable(text: str) -> str:
    """Return `text` on one line, in characters that the font has.

    Others are replaced by their compatible form (NFKC), missing Han by a geta mark; the
    rest, such as emoji and other scripts, is left out.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(map(is_square, text)):
        text = text.translate(LATIN_MARKS)
    text = re.sub(r"(?<=[A-Za-z])’(?=[A-Za-z])", "'", text)
    return " ".join("".join(map(_make_character_drawable, text)).split())


def _make_character_drawable(character: str) -> str:
    if is_drawable(character):
        return character
    compatible = unicodedata.normalize("NFKC", character)
    if all(map(is_drawable, compatible)):
        return compatible
    return MISSING_HAN if is_square(character) else ""


def split_text_runs(text: str) -> Iterator[TextRun]:
    """Yield `text` in runs: Latin text together, each Han character and full-width mark alone.

    Between Han and Latin there is a gap. Where two full-width marks meet, and at the start
    of a line, one empty half is dropped.
    """
    parts = TEXT_RUN_PATTERN.findall(text)
    for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        width = load_font(100).getlength(part) / 100
        begins = not before or before in OPENING_SQUARE_MARKS
        shift = HALF_EM if begins and part in OPENING_SQUARE_MARKS else 0.0
        if part in CLOSING_SQUARE_MARKS and after in CLOSING_SQUARE_MARKS | OPENING_SQUARE_MARKS:
            width -= HALF_EM
        elif needs_gap(part[-1:], after[:1]):
            width += HAN_LATIN_GAP
        yield TextRun(part, shift, width - shift)


def needs_gap(left: str, right: str) -> bool:
    """Return whether one character is Han and the other a Latin letter or digit."""
    return left.isalnum() and right.isalnum() and is_square(left) != is_square(right)


def measure_characters(text: str) -> list[float]:
    """Return the width of each character of `text` in ems, gaps included."""
    found: list[float] = []
    for run in split_text_runs(text):
        letters = [load_font(100).getlength(letter) / 100 for letter in run.text]
        letters[-1] += run.width - sum(letters)
        found += letters
    return found


def draw_text(draw: ImageDraw.ImageDraw, position: tuple[float, float], text: str, size: int) -> float:
    """Draw `text` with its baseline starting at `position`; return the x coordinate of its end."""
    x, y = position
    for run in split_text_runs(text):
        draw.text((x - run.shift * size, y), run.text, fill=255, font=load_font(size), anchor="ls")
        x += run.width * size
    return x
