"""The size of a drawing in CSS pixels."""

import re
from collections.abc import Mapping
from xml.parsers import expat

SVG_LENGTH = re.compile(r"([\d.]+)(px|pt|pc|mm|cm|in|em|ex|)")
PIXELS_PER_UNIT = {
    "": 1,
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    # Of the font that a document has in which nobody chose one.
    "em": 16,
    "ex": 8,
}
SVG_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
# Of an image that names none (CSS 2.2, section 10.3.2).
DEFAULT_SVG_SIZE = (300.0, 150.0)


def get_svg_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height in CSS pixels from the first bytes of a drawing; None where it has none."""
    root: dict[str, str] = {}

    def keep_first(name: str, attributes: dict[str, str]) -> None:
        root.update(attributes if not root else {})

    parser = expat.ParserCreate()
    parser.StartElementHandler = keep_first
    try:
        parser.Parse(head)
    except expat.ExpatError:
        return None
    size = compute_svg_size(root)
    return (round(size[0]), round(size[1])) if size and min(map(round, size)) else None


def compute_svg_size(root: Mapping[str, str]) -> tuple[float, float] | None:
    """Return width and height of a drawing from the attributes of its root; None where it names none.

    One that names only one of them has the other by its view box.
    """
    width, height = (parse_length(root.get(side, "")) for side in ("width", "height"))
    box = parse_view_box(root.get("viewBox", ""))
    if box and not (width and height):
        scale = width / box[2] if width else height / box[3] if height else 1.0
        width, height = box[2] * scale, box[3] * scale
    return (width, height) if width and height else None


def parse_length(length: str) -> float:
    """Return an absolute length in CSS pixels; 0 for any other, such as a percentage."""
    found = SVG_LENGTH.fullmatch(length.strip())
    try:
        return float(found[1]) * PIXELS_PER_UNIT[found[2]] if found else 0.0
    except ValueError:
        return 0.0


def parse_view_box(text: str) -> tuple[float, float, float, float] | None:
    """Return the four numbers of a `viewBox`; None unless they make an area."""
    numbers = text.replace(",", " ").split()
    if len(numbers) != 4 or not all(map(SVG_NUMBER.fullmatch, numbers)):
        return None
    x, y, width, height = map(float, numbers)
    is_area = 0 < width < float("inf") and 0 < height < float("inf")
    return (x, y, width, height) if is_area else None
