"""Formulas as SVG, for editors that know no MathML: drawn by ziamath from the MathML of the stored render.

The package is optional (`pip install transmission[drawings]`): without it `draw_formula` returns None.
"""

import logging
import re
import warnings
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from html import escape
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from posts.rendering.characters import HAN_RANGES, WIDE_PUNCTUATION_RANGES
from posts.rendering.tree import tex_from_mathml

CACHE_FOLDER = "formula-drawings"  # in DATA_DIR
DRAWING_VERSION = 1  # raise it where the same MathML is drawn otherwise
FONT_SIZE = 16  # pixels, of the text around
ANNOTATION = re.compile(r"<annotation\b.*?</annotation>|</?semantics>", re.DOTALL)
SVG_SIZE = re.compile(r'\s(?:width|height)="[^"]*"')
GLYPH = re.compile(r'<path d="[^"]*"[^>]*/>')
PATH_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?=[\s\"])")
DRAWN_AS_TEXT = re.compile(f"([{HAN_RANGES}{WIDE_PUNCTUATION_RANGES}])")
WIDE_TOKEN = re.compile(
    rf"<(?P<tag>mi|mn|mo|mtext)[^>]*>(?P<text>[^<]*[{HAN_RANGES}{WIDE_PUNCTUATION_RANGES}][^<]*)</(?P=tag)>"
)
# Of the box for a missing character, in em: its advance, its width, and how far it goes below the line.
BOX_ADVANCE, BOX_WIDTH, BOX_DEPTH = 0.605, 0.585, 0.169
SHAPE_TOLERANCE = 0.02
VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
XML_HEAD = re.compile(r"^\s*<\?xml[^>]*>\s*")


@cache
def can_draw_formulas() -> bool:
    """Whether the package that draws is installed."""
    return find_spec("ziamath") is not None


@cache
def load_ziamath() -> Any:
    """Return the package that draws, which reads its font when it is loaded: not with the site."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of how it finds that
        package = import_module("ziamath")
    package.config.svg2 = False
    return package


def draw_formula(mathml: str) -> str | None:
    """Return the formula as an `<svg>` that scales with the text; None where it cannot be drawn.

    Drawings are kept in DATA_DIR by the hash of their MathML.
    """
    if not can_draw_formulas():
        return None
    path = find_cached_drawing(mathml)
    with suppress(OSError):
        return path.read_text() or None
    drawing = make_drawing(mathml)
    with suppress(OSError):  # then it is drawn again the next time
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(drawing or "")
        part.replace(path)
    return drawing


def find_cached_drawing(mathml: str) -> Path:
    name = blake2b(f"{DRAWING_VERSION}\0{mathml}".encode(), digest_size=16).hexdigest()
    return Path(settings.DATA_DIR) / CACHE_FOLDER / f"{name}.svg"


def make_drawing(mathml: str) -> str | None:
    """Draw the formula with its glyphs as paths, which no editor drops; Chinese characters stay text."""
    logging.getLogger().addFilter(drop_element_warnings)
    plain, missing = separate_wide_characters(ANNOTATION.sub("", mathml))
    try:
        formula = load_ziamath().Math(plain, size=FONT_SIZE)
        svg = formula.svg()
    except Exception:  # noqa: BLE001  (of a package that promises nothing about strange formulas)
        return None
    finally:
        logging.getLogger().removeFilter(drop_element_warnings)
    drawing = write_wide_characters(XML_HEAD.sub("", svg), missing)
    if drawing is None:
        return None
    _left, top, width, height = map(float, VIEW_BOX.findall(drawing)[0].split())
    style = (
        f"width:{width / FONT_SIZE:.3f}em;height:{height / FONT_SIZE:.3f}em;"
        f"vertical-align:{-(top + height) / FONT_SIZE:.3f}em;max-width:100%"
    )
    opening, rest = drawing.split(">", 1)
    opening = SVG_SIZE.sub("", opening)
    return f'{opening} role="img" aria-label="{escape(tex_from_mathml(mathml))}" style="{style}">{rest}'


def drop_element_warnings(record: logging.LogRecord) -> bool:
    """Whether a record is not one of the drawing's, about elements that mean nothing to it."""
    return not str(record.msg).startswith("Undefined element")


def separate_wide_characters(mathml: str) -> tuple[str, list[str]]:
    """Return `mathml` with room for each Han character, which the font lacks, and these in their order."""
    missing: list[str] = []

    def separate(match: re.Match[str]) -> str:
        parts = []
        for text in DRAWN_AS_TEXT.split(match["text"]):
            if DRAWN_AS_TEXT.fullmatch(text):
                missing.append(text)
                parts.append(f'<mtext>{text}</mtext><mspace width="{1 - BOX_ADVANCE:.3f}em"/>')
            elif text:
                parts.append(f"<mtext>{text}</mtext>")
        return f"<mrow>{''.join(parts)}</mrow>"

    return WIDE_TOKEN.sub(separate, mathml), missing


def write_wide_characters(svg: str, missing: list[str]) -> str | None:
    """Return `svg` with `missing` in the places of the boxes for them; None where there are other boxes."""
    characters = iter(missing)
    count = 0

    def write(match: re.Match[str]) -> str:
        nonlocal count
        numbers = [float(number) for number in PATH_NUMBER.findall(match[0])]
        if not is_missing_glyph(numbers):
            return match[0]
        count += 1
        right, bottom, left = numbers[0], numbers[1], numbers[4]
        size = (right - left) / BOX_WIDTH
        return (
            f'<text x="{left:.2f}" y="{bottom - size * BOX_DEPTH:.2f}" font-size="{size:.2f}" '
            f'font-family="sans-serif">{next(characters, "")}</text>'
        )

    drawing = GLYPH.sub(write, svg)
    return drawing if count == len(missing) else None


def is_missing_glyph(numbers: list[float]) -> bool:
    """Whether the points of a path are those of the box that the font shows for what it lacks."""
    shape = get_box_shape()
    return len(numbers) == len(shape) and all(
        abs(one - other) < SHAPE_TOLERANCE for one, other in zip(normalize_shape(numbers), shape, strict=True)
    )


@cache
def get_box_shape() -> list[float]:
    """Return the points of the box that the font shows for a character that it lacks."""
    svg = load_ziamath().Math("<math><mtext>\u6c49</mtext></math>", size=FONT_SIZE).svg()
    [path] = GLYPH.findall(svg)
    return normalize_shape([float(number) for number in PATH_NUMBER.findall(path)])


def normalize_shape(numbers: list[float]) -> list[float]:
    """Return the points of a path from its first one on, with its width as the unit."""
    right, bottom, left = numbers[0], numbers[1], numbers[4] if len(numbers) > 4 else 0.0
    unit = (right - left) or 1.0
    return [(number - (bottom if place % 2 else right)) / unit for place, number in enumerate(numbers)]
