"""SVG drawings: taken only from a folder that its owner imports, and only where nothing in them acts.

What is refused follows the "secure static mode" of SVG 2 (section 2.2.7): no
scripts, no references out, nothing embedded but pictures.
"""

import re
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from posts.images.limits import BadImage

SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
ACTIVE_ELEMENTS = frozenset(
    {"audio", "embed", "foreignobject", "handler", "iframe", "listener", "object", "script", "video"}
)
REFERENCES = frozenset({"base", "href", "src"})
STYLES = frozenset(
    {"clip-path", "cursor", "fill", "filter", "mask", "stroke", "style"}
    | {"marker-end", "marker-mid", "marker-start"}
)
INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp);)", re.IGNORECASE)
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)", re.IGNORECASE)
# A backslash could spell any of the others in disguise.
CSS_ACTS = re.compile(r"\\|@import|image-set\(|src\(", re.IGNORECASE)

LENGTH = re.compile(r"([\d.]+)(px|pt|pc|mm|cm|in|)")
PIXELS_PER_UNIT = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def is_markup(data: bytes) -> bool:
    """Whether `data` begins as XML and HTML do."""
    for mark in BYTE_ORDER_MARKS:
        data = data.removeprefix(mark)
    return data[:256].replace(b"\0", b"").lstrip().startswith(b"<")


def check_svg(data: bytes) -> None:
    """Raise `BadImage` unless `data` is an SVG drawing free of scripts and outside references."""
    try:
        _Checker().parser.ParseFile(BytesIO(data))
    except expat.ExpatError as error:
        raise BadImage(_("This is not an SVG drawing: %(reason)s") % {"reason": error}) from error


def svg_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height in CSS pixels from the beginning of a drawing; None where it names none."""
    root: dict[str, str] = {}

    def keep_first(name: str, attributes: dict[str, str]) -> None:
        root.update(attributes if not root else {})

    parser = expat.ParserCreate()
    parser.StartElementHandler = keep_first
    try:
        parser.Parse(head)
    except expat.ExpatError:
        return None
    sides = [pixels(root.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        sides = [pixels(length) for length in root.get("viewBox", "").replace(",", " ").split()[2:4]]
    return (sides[0], sides[1]) if len(sides) == 2 and all(sides) else None


def pixels(length: str) -> int:
    """Return an absolute length in CSS pixels; 0 for any other, percentages above all."""
    found = LENGTH.fullmatch(length.strip())
    try:
        return round(float(found[1]) * PIXELS_PER_UNIT[found[2]]) if found else 0
    except (ValueError, OverflowError):
        return 0


class _Checker:
    """Reads a drawing once and stops at the first thing that could act or fetch."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction
        self.is_root = True
        self.style: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _separator, element = name.rpartition(" ")
        if self.is_root and (namespace, element) != (SVG, "svg"):
            raise BadImage(_("This is not an SVG drawing."))
        self.is_root = False
        if element.lower() in ACTIVE_ELEMENTS or namespace == XHTML:
            raise refused(f"<{element}>")
        for key, value in attributes.items():
            check_attribute(key.rpartition(" ")[2].lower(), value)
        if element == "style":
            self.style = []

    def end(self, name: str) -> None:
        if self.style is not None:
            check_css("".join(self.style))
            self.style = None

    def text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def entity(self, name: str, *declaration: object) -> None:
        # Adobe's programs declare namespaces this way; a bomb of entities looks the same.
        raise refused(f"<!ENTITY {name}>")

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise refused(f"<?{target}?>")


def check_attribute(name: str, value: str) -> None:
    """Raise `BadImage` for an attribute that could act or fetch."""
    is_handler = name.startswith("on")
    is_reference_out = name in REFERENCES and not INSIDE.match(value)
    # An animation may move and colour, but not rewrite where a reference leads.
    is_rewriting = name == "attributename" and "href" in value
    if is_handler or is_reference_out or is_rewriting:
        raise refused(f"{name}={value[:80]!r}")
    if name in STYLES:
        check_css(value)


def check_css(css: str) -> None:
    """Raise `BadImage` for style that could fetch something from outside."""
    if found := CSS_ACTS.search(css):
        raise refused(found[0])
    for address in CSS_URL.findall(css):
        if not INSIDE.match(address):
            raise refused(f"url({address[:80]})")


def refused(what: str) -> BadImage:
    return BadImage(_("The drawing holds %(what)s, which is not taken.") % {"what": what})
