"""Validation of SVG drawings. They are accepted only from a folder that its owner imports.

What is refused follows the "secure static mode" of SVG 2 (section 2.2.7): scripts,
external references, and embedded content other than pictures.
"""

import re
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from posts.imaging.limits import InvalidImage

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
ACTIVE_ELEMENTS = frozenset(
    {"audio", "embed", "foreignobject", "handler", "iframe", "listener", "object", "script", "video"}
)
REFERENCE_ATTRIBUTES = frozenset({"base", "href", "src"})
STYLE_ATTRIBUTES = frozenset(
    {"clip-path", "cursor", "fill", "filter", "mask", "stroke", "style"}
    | {"marker-end", "marker-mid", "marker-start"}
)
LOCAL_REFERENCE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp);)", re.IGNORECASE)
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)", re.IGNORECASE)
# A backslash could escape any of the others.
ACTIVE_CSS = re.compile(r"\\|@import|image-set\(|src\(", re.IGNORECASE)

SVG_LENGTH = re.compile(r"([\d.]+)(px|pt|pc|mm|cm|in|)")
PIXELS_PER_UNIT = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def is_markup(data: bytes) -> bool:
    """Whether `data` begins like XML or HTML."""
    for mark in BYTE_ORDER_MARKS:
        data = data.removeprefix(mark)
    return data[:256].replace(b"\0", b"").lstrip().startswith(b"<")


def check_svg(data: bytes) -> None:
    """Raise `InvalidImage` unless `data` is an SVG drawing without scripts and external references."""
    try:
        _SvgChecker().parser.ParseFile(BytesIO(data))
    except expat.ExpatError as error:
        raise InvalidImage(_("This is not an SVG drawing: %(reason)s") % {"reason": error}) from error


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
    sides = [parse_length(root.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        sides = [parse_length(length) for length in root.get("viewBox", "").replace(",", " ").split()[2:4]]
    return (sides[0], sides[1]) if len(sides) == 2 and all(sides) else None


def parse_length(length: str) -> int:
    """Return an absolute length in CSS pixels; 0 for any other, such as a percentage."""
    found = SVG_LENGTH.fullmatch(length.strip())
    try:
        return round(float(found[1]) * PIXELS_PER_UNIT[found[2]]) if found else 0
    except (ValueError, OverflowError):
        return 0


class _SvgChecker:
    """Parses a drawing and raises `InvalidImage` at the first part that could run or load something."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.check_start_tag
        self.parser.EndElementHandler = self.check_end_tag
        self.parser.CharacterDataHandler = self.collect_style
        self.parser.EntityDeclHandler = self.refuse_entity
        self.parser.ProcessingInstructionHandler = self.check_instruction
        self.is_root = True
        self.style: list[str] | None = None

    def check_start_tag(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _separator, element = name.rpartition(" ")
        if self.is_root and (namespace, element) != (SVG_NAMESPACE, "svg"):
            raise InvalidImage(_("This is not an SVG drawing."))
        self.is_root = False
        if element.lower() in ACTIVE_ELEMENTS or namespace == XHTML_NAMESPACE:
            raise make_svg_error(f"<{element}>")
        for key, value in attributes.items():
            check_attribute(key.rpartition(" ")[2].lower(), value)
        if element == "style":
            self.style = []

    def check_end_tag(self, name: str) -> None:
        if self.style is not None:
            check_css("".join(self.style))
            self.style = None

    def collect_style(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def refuse_entity(self, name: str, *declaration: object) -> None:
        # Adobe's programs declare namespaces this way, but so do entity bombs.
        raise make_svg_error(f"<!ENTITY {name}>")

    def check_instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise make_svg_error(f"<?{target}?>")


def check_attribute(name: str, value: str) -> None:
    """Raise `InvalidImage` for an attribute that could run or load something."""
    is_handler = name.startswith("on")
    is_reference_out = name in REFERENCE_ATTRIBUTES and not LOCAL_REFERENCE.match(value)
    # An animation may change positions and colours, but not the target of a reference.
    is_rewriting = name == "attributename" and "href" in value
    if is_handler or is_reference_out or is_rewriting:
        raise make_svg_error(f"{name}={value[:80]!r}")
    if name in STYLE_ATTRIBUTES:
        check_css(value)


def check_css(css: str) -> None:
    """Raise `InvalidImage` for CSS that could load something external."""
    if found := ACTIVE_CSS.search(css):
        raise make_svg_error(found[0])
    for address in CSS_URL.findall(css):
        if not LOCAL_REFERENCE.match(address):
            raise make_svg_error(f"url({address[:80]})")


def make_svg_error(what: str) -> InvalidImage:
    return InvalidImage(_("The drawing contains %(what)s, which is not allowed.") % {"what": what})
