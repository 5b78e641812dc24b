"""Drawing: one function for every language of diagrams."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from xml.etree import ElementTree

from posts.rendering.diagrams.cleaning import Cleaner
from posts.rendering.diagrams.colours import colour_variable
from posts.rendering.diagrams.contrast import set_text_contrast
from posts.rendering.diagrams.errors import DiagramError
from posts.rendering.diagrams.graphviz import write_dot_svg
from posts.rendering.diagrams.mermaid import write_mermaid_svg
from posts.rendering.diagrams.mermaid_theme import MARKED_COLOURS
from posts.rendering.diagrams.pruning import collapse_groups, drop_inherited

SVG = "http://www.w3.org/2000/svg"
MAX_DIAGRAM_CHARACTERS = 50_000
# Of one picture on a page; the largest of real posts have a tenth of it.
MAX_PICTURE_CHARACTERS = 400_000
MAX_DIAGRAM_SIDE = 20_000  # pixels
MAX_DESCRIPTION = 300
# No numbers and dates of axes.
SPOKEN_LABEL = re.compile(r"[^\W\d_]")
# SVG 1.1, appendix N.
INITIAL_VALUES = {"font-style": "normal", "font-weight": "normal", "stroke": "none", "text-anchor": "start"}
# Letters of 14 points, which DOT has where nothing else is said, are as large as Mermaid's.
PIXELS_PER_POINT = 15 / 14
DOT_COLOURS = {
    "black": colour_variable("line"),
    "lightgrey": colour_variable("node"),
    "white": colour_variable("paper"),
}


@dataclass(frozen=True, slots=True)
class DiagramLanguage:
    """A language of diagrams: what writes its SVG, and which colours in that are ours."""

    write_svg: Callable[[str, float], str]
    colours: Mapping[str, str]
    pixels_per_unit: float = 1.0


MERMAID = DiagramLanguage(write_mermaid_svg, MARKED_COLOURS)
DOT = DiagramLanguage(write_dot_svg, DOT_COLOURS, PIXELS_PER_POINT)
DIAGRAM_LANGUAGES = {"mermaid": MERMAID, "mmd": MERMAID, "dot": DOT, "graphviz": DOT, "gv": DOT}


def drop_link(address: str) -> None:
    """Allow no address."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram as an inline SVG; `digest` names it, `description` is what a screen reader says of it."""

    svg: str
    digest: str
    description: str
    width: int
    height: int


def draw_diagram(  # noqa: PLR0913  (all but three by name)
    language: str,
    source: str,
    seconds: float,
    *,
    title: str,
    number: int = 0,
    filter_link: Callable[[str], str | None] = drop_link,
) -> Drawing:
    """Return the drawing of a source in one of DIAGRAM_LANGUAGES.

    `title` is what the diagram is called where it does not say so itself, `number` how many of the same
    source stand before it: each has a name of its own. `filter_link` gives the address that a link
    in it may have, or None. Raises DiagramError where it cannot be drawn, or not within `seconds`.
    """
    if len(source) > MAX_DIAGRAM_CHARACTERS:
        raise DiagramError("large-diagram", language)
    kind = DIAGRAM_LANGUAGES[language]
    written = kind.write_svg(source, seconds)
    digest = name_diagram(f"{number}\n{language}", source)
    try:
        root = ElementTree.fromstring(written)  # noqa: S314  (an engine's, which escapes what is an author's)
    except ElementTree.ParseError as error:
        raise DiagramError("diagram", str(error)) from None
    picture = Cleaner(f"d{digest}-", kind.colours, filter_link).clean_svg(root)
    picture.attrib.setdefault("fill", colour_variable("ink"))
    set_text_contrast(picture)
    drop_inherited(picture, INITIAL_VALUES)
    collapse_groups(picture)
    width, height = set_size(picture, kind.pixels_per_unit)
    description = describe(root, picture, title)
    svg = finish_picture(picture, digest, description)
    if len(svg) > MAX_PICTURE_CHARACTERS:
        raise DiagramError("large-diagram", language)
    return Drawing(svg, digest, description, width, height)


def name_diagram(language: str, source: str) -> str:
    """Return a name for the diagram of a source, by which its file is found."""
    return blake2b(f"{language}\n{source}".encode(), digest_size=6).hexdigest()


def set_size(picture: ElementTree.Element, pixels_per_unit: float) -> tuple[int, int]:
    """Give a picture its width and height in pixels, by its view box; return them."""
    try:
        _, _, width, height = map(float, picture.attrib["viewBox"].replace(",", " ").split())
        size = round(width * pixels_per_unit), round(height * pixels_per_unit)
    except (KeyError, ValueError, OverflowError):
        raise DiagramError("diagram", "viewBox") from None
    if not (0 < size[0] <= MAX_DIAGRAM_SIDE and 0 < size[1] <= MAX_DIAGRAM_SIDE):
        raise DiagramError("large-diagram", f"{size[0]} × {size[1]}")
    picture.attrib["width"], picture.attrib["height"] = map(str, size)
    return size


def describe(root: ElementTree.Element, picture: ElementTree.Element, title: str) -> str:
    """Return what a screen reader says: title and description of the source, or `title` and the labels."""
    own = [root.findtext(f"{{{SVG}}}{tag}", "").strip() for tag in ("title", "desc")]
    if own[1]:
        return " ".join(filter(None, own))
    labels = (" ".join("".join(text.itertext()).split()) for text in picture.iter("text"))
    listed = ", ".join(dict.fromkeys(label for label in labels if SPOKEN_LABEL.search(label)))
    if len(listed) > MAX_DESCRIPTION:
        listed = listed[:MAX_DESCRIPTION].rsplit(", ", 1)[0] + " …"
    return f"{title}: {listed}" if listed else title


def finish_picture(picture: ElementTree.Element, digest: str, description: str) -> str:
    """Return the picture as HTML, whose first attributes say what it is."""
    # A link in a picture of the role `img` would be hidden.
    role = "group" if picture.find(".//a") is not None else "img"
    inner = ElementTree.tostring(picture, encoding="unicode").removeprefix("<svg")
    head = f'<svg class="diagram-picture" data-diagram="{digest}" role="{role}"'
    return f'{head} aria-label="{escape(description)}"' + inner.replace("\n", " ")


def count_diagram_seconds(begin: float) -> float:
    """Return the seconds since `begin` of the clock that time limits of diagrams go by."""
    return time.monotonic() - begin
