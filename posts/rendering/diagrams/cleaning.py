"""An engine's SVG made harmless, small and fit for a page: by an allow-list, with colours of the page.

No style sheet, no `style`, no foreign element, no script, no address but links; ids have a prefix. What is
used stands where it is used, so that there are neither `<use>` nor nested `<svg>`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from posts.rendering.diagrams.colours import (
    CSS_COLOUR,
    DIAGRAM_VARIABLE,
    NEARLY_BLACK,
    RGB_COLOUR,
    colour_variable,
    is_authors_colour,
)
from posts.rendering.diagrams.errors import DiagramError
from posts.rendering.diagrams.pruning import REFERENCED_TAGS, drop_unused
from posts.rendering.diagrams.style_sheets import PRESENTATION_ATTRIBUTES, SVG_TAG_PREFIX, resolve_styles

SHAPE_TAGS = frozenset({"circle", "ellipse", "path", "polygon", "rect"})
DIAGRAM_TAGS = SHAPE_TAGS | frozenset(
    """
    a clipPath defs g line linearGradient marker polyline radialGradient stop svg text tspan
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
DIAGRAM_ATTRIBUTES = PRESENTATION_ATTRIBUTES | frozenset(
    """
    cx cy d dx dy fx fy gradientTransform gradientUnits height id markerHeight markerUnits markerWidth offset
    orient points preserveAspectRatio r refX refY rotate rx ry textLength lengthAdjust transform viewBox width
    x x1 x2 y y1 y2
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Engines give shapes others of these too, which do nothing there.
DIAGRAM_GEOMETRY = frozenset(
    {"cx", "cy", "d", "height", "points", "r", "rx", "ry", "width", "x", "x1", "x2", "y", "y1", "y2"}
)
FONT_ATTRIBUTES = frozenset({"font-family", "font-size", "font-style", "font-weight"})
ATTRIBUTES_BY_TAG = {
    f"{SVG_TAG_PREFIX}{tag}": (DIAGRAM_ATTRIBUTES - DIAGRAM_GEOMETRY - FONT_ATTRIBUTES) | set(names.split())
    for tag, names in {
        "circle": "cx cy r", "ellipse": "cx cy rx ry", "line": "x1 x2 y1 y2", "path": "d",
        "polygon": "points", "polyline": "points", "rect": "height rx ry width x y",
    }.items()
}  # fmt: skip
TEXT_TAGS = frozenset({f"{SVG_TAG_PREFIX}text", f"{SVG_TAG_PREFIX}tspan"})
COLOUR_ATTRIBUTES = frozenset({"fill", "stop-color", "stroke"})
# Values that say nothing, by attribute.
EMPTY_VALUES = {
    "alignment-baseline": {"auto", "baseline", "central", "middle"},
    "clip-path": {"none"},
    "display": {"block", "inline"},
    "fill-opacity": {"1"},
    "font-style": {"normal"},
    "letter-spacing": {"0", "normal"},
    "marker-end": {"none"},
    "marker-start": {"none"},
    "opacity": {"1"},
    "overflow": {"hidden", "visible"},
    "stroke-dasharray": {"0", "none", "0px"},
    "stroke-opacity": {"1"},
    "text-decoration": {"none"},
    "visibility": {"inherit", "visible"},
}
PLAIN_STYLE = re.compile(r"[\w\s.,()%+-]*")
LONG_NUMBER = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?")
INNER_URL = re.compile(r"url\([\"']?#([\w.:-]{1,200})[\"']?\)")
HREF_NAMES = ("href", "{http://www.w3.org/1999/xlink}href")
MAX_DIAGRAM_ELEMENTS = 20_000
MAX_DIAGRAM_DEPTH = 60


@dataclass
class Cleaner:
    """Cleans one SVG: `prefix` is put before its ids, `colours` says which of its colours are ours.

    `filter_link` gives the address that a link may have, or None.
    `references` are the ids, with their prefix, that something refers to.
    """

    prefix: str
    colours: Mapping[str, str]
    filter_link: Callable[[str], str | None]
    styles: Mapping[Element, Mapping[str, str]] = field(default_factory=dict)
    targets: Mapping[str, Element] = field(default_factory=dict)
    references: set[str] = field(default_factory=set)
    elements: int = 0

    def clean_svg(self, root: Element) -> Element:
        """Return a clean copy of `root`; raises DiagramError where it is too big."""
        self.styles = resolve_styles(root)
        self.targets = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
        copies = self.copy_element(root, 0)
        if len(copies) != 1:
            raise DiagramError("diagram", "no SVG")
        drop_unused(copies[0], self.references)
        return copies[0]

    def copy_element(self, element: Element, depth: int) -> list[Element]:
        """Return what stands for `element` in the copy: one element, none, or what was inside."""
        self.elements += 1
        if self.elements > MAX_DIAGRAM_ELEMENTS or depth > MAX_DIAGRAM_DEPTH:
            raise DiagramError("large-diagram", "elements")
        tag = element.tag.removeprefix(SVG_TAG_PREFIX) if isinstance(element.tag, str) else ""
        if tag == "use":
            return self.copy_used(element, depth)
        if tag not in DIAGRAM_TAGS or tag == element.tag:
            return []
        copy = Element(tag, self.select_attributes(element))
        if is_invisible(copy):
            return []
        self.fill_copy(copy, element, depth)
        if tag == "defs":
            return [child for child in copy if child.tag in REFERENCED_TAGS]
        if tag == "a":
            self.set_link(copy, element)
        elif tag == "svg" and depth:
            nest_as_group(copy)
        return [copy]

    def fill_copy(self, copy: Element, element: Element, depth: int) -> None:
        """Copy what is in `element`; text counts only where it is shown."""
        is_text = copy.tag in {"text", "tspan"}
        copy.text = element.text if is_text else None
        for child in element:
            pieces = self.copy_element(child, depth + 1)
            copy.extend(pieces)
            if is_text and child.tail:
                if len(copy):
                    copy[-1].tail = (copy[-1].tail or "") + child.tail
                else:
                    copy.text = (copy.text or "") + child.tail

    def copy_used(self, element: Element, depth: int) -> list[Element]:
        """Return a copy of what a `<use>` refers to, at its place."""
        href = next((element.get(name, "") for name in HREF_NAMES if element.get(name)), "")
        target = self.targets.get(href.removeprefix("#"))
        if target is None or not href.startswith("#"):
            return []
        group = Element("g")
        move_group(group, element.get("x", "0"), element.get("y", "0"), element.get("transform", ""))
        group.extend(self.copy_element(target, depth + 1))
        return [group] if group.attrib else list(group)

    def select_attributes(self, element: Element) -> dict[str, str]:
        """Return the attributes of `element` and its style that the copy has."""
        attributes = {}
        role = "ink" if element.tag in TEXT_TAGS else "line"
        allowed = ATTRIBUTES_BY_TAG.get(element.tag, DIAGRAM_ATTRIBUTES)
        for name, typed in [*element.attrib.items(), *self.styles.get(element, {}).items()]:
            value = typed.strip()
            is_ours = name == "stroke" or (name == "fill" and role == "ink")
            if is_ours and normalize_colour(value) in NEARLY_BLACK:
                value = colour_variable(role)
            if name in allowed and (clean := self.clean_value(name, value)):
                attributes[name] = clean
            elif name in attributes:
                del attributes[name]
        return attributes

    def clean_value(self, name: str, value: str) -> str:
        """Return an attribute's value as it may stand on a page; "" where it may not, or says nothing."""
        if name == "id":
            return self.prefix + value if PLAIN_STYLE.fullmatch(value) and " " not in value else ""
        if match := INNER_URL.fullmatch(value):
            self.references.add(self.prefix + match[1])
            return f"url(#{self.prefix}{match[1]})"
        if name in COLOUR_ATTRIBUTES:
            return self.clean_colour(value)
        if value in EMPTY_VALUES.get(name, ()) or not PLAIN_STYLE.fullmatch(value):
            return ""
        return LONG_NUMBER.sub(round_number, value)

    def clean_colour(self, value: str) -> str:
        colour = self.colours.get(normalize_colour(value)) or value
        return colour if DIAGRAM_VARIABLE.fullmatch(colour) or CSS_COLOUR.fullmatch(colour) else ""

    def set_link(self, copy: Element, element: Element) -> None:
        """Give the link `copy` its address, where it is one of an allowed scheme; else make a group of it."""
        href = next((element.get(name, "") for name in HREF_NAMES if element.get(name)), "")
        address = self.filter_link(href) if href else None
        if address:
            copy.set("href", address)
        else:
            copy.tag = "g"


def normalize_colour(value: str) -> str:
    """Return a colour as the tables spell it: `rgb(…)` and `rgba(…)` as `#rrggbb`, in lower case."""
    if match := RGB_COLOUR.match(value):
        return "#{:02x}{:02x}{:02x}".format(*(int(number) for number in match.groups()))
    return value.lower()


def round_number(match: re.Match[str]) -> str:
    """Return a number with two decimals at most."""
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".").replace("-0.", "-.") or "0"


def is_invisible(element: Element) -> bool:
    """Whether an element shows nothing: without colours, or hidden."""
    attributes = element.attrib
    if attributes.get("display") == "none" or attributes.get("visibility") == "hidden":
        return True
    if element.tag not in SHAPE_TAGS:
        return False
    is_outlined = attributes.get("stroke") not in {"none", "transparent"}
    return attributes.get("opacity") == "0" or (
        not is_outlined and attributes.get("fill") in {"none", "transparent"}
    )


def nest_as_group(element: Element) -> None:
    """Make a group of a nested `<svg>`: what its place and its view box do, a transformation does."""
    x, y = (element.attrib.pop(name, "0") for name in ("x", "y"))
    width, height = (element.attrib.pop(name, "") for name in ("width", "height"))
    box = element.attrib.pop("viewBox", "").replace(",", " ").split()
    element.attrib.pop("preserveAspectRatio", None)
    element.tag = "g"
    transform = ""
    try:
        left, top, box_width, box_height = map(float, box)
        scale_x, scale_y = float(width) / box_width, float(height) / box_height
        if abs(scale_x - 1) > 0.01 or abs(scale_y - 1) > 0.01:
            transform = f"scale({scale_x:.3g},{scale_y:.3g})"
        if left or top:
            transform += f"translate({-left:g},{-top:g})"
    except (ValueError, ZeroDivisionError):
        pass
    move_group(element, x, y, transform)


def move_group(group: Element, x: str, y: str, transform: str) -> None:
    """Set the transformation of a group that stands at `x` and `y`."""
    place = "" if {x, y} <= {"0", "0.0", ""} else f"translate({x},{y})"
    if PLAIN_STYLE.fullmatch(place + transform) and place + transform:
        group.set("transform", place + transform)


def has_authors_fill(element: Element) -> bool:
    return element.tag in SHAPE_TAGS and is_authors_colour(element.attrib.get("fill", ""))
