"""Cleaning of SVG drawings: what is left of one draws, and neither runs nor loads anything.

The drawing is read by expat and written anew from the parts that are known to be harmless: the "secure
animated mode" of SVG 2 (section 2.2.6).
"""

from collections.abc import Callable
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from posts.imaging.limits import MAX_SIDE, InvalidImage
from posts.imaging.svg_css import clean_declarations, clean_style_sheet, is_safe_value
from posts.imaging.svg_names import (
    ANIMATED_ATTRIBUTES,
    ANIMATIONS,
    RENAMED_ELEMENTS,
    STYLE,
    SVG_ATTRIBUTES,
    SVG_ELEMENTS,
)
from posts.imaging.svg_references import ReferenceCounter
from posts.imaging.svg_size import DEFAULT_SVG_SIZE, compute_svg_size, parse_view_box

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK_NAMESPACE = "http://www.w3.org/1999/xlink"
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

MAX_SVG_BYTES = 5 * 2**20
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
MAX_ENTITIES, MAX_ENTITY_LENGTH = 100, 300
XML_KEPT_ATTRIBUTES = frozenset({"space"})
EMBEDDING_ELEMENTS = frozenset({"image", "feImage"})
ANIMATION_ELEMENTS = frozenset(ANIMATIONS.split())

# Takes the address of an embedded picture, `data:image/…`, and returns a safe one; "" where there is none.
CleanEmbedded = Callable[[str], str]


def is_markup(data: bytes) -> bool:
    """Whether `data` begins like XML or HTML."""
    for mark in BYTE_ORDER_MARKS:
        data = data.removeprefix(mark)
    return data[:256].replace(b"\0", b"").lstrip().startswith(b"<")


def clean_svg(data: bytes, clean_embedded: CleanEmbedded) -> bytes:
    """Return the drawing `data` with what draws, its size in its root, in UTF-8. Raises `InvalidImage`.

    Embedded pictures go through `clean_embedded`.
    """
    if len(data) > MAX_SVG_BYTES:
        raise InvalidImage(
            _("The drawing is larger than %(limit)d MB; export it as PNG.")
            % {"limit": MAX_SVG_BYTES // 2**20}
        )
    cleaner = _SvgCleaner(clean_embedded)
    try:
        cleaner.parser.Parse(data, True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise InvalidImage(_("This is not an SVG drawing: %(reason)s") % {"reason": error}) from error
    except InvalidImage:
        raise
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise InvalidImage(_("This is not an SVG drawing.")) from error
    return cleaner.finish()


class _SvgCleaner:
    """Reads a drawing and writes what is kept of it."""

    def __init__(self, clean_embedded: CleanEmbedded) -> None:
        self.clean_embedded = clean_embedded
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.open_element
        self.parser.EndElementHandler = self.close_element
        self.parser.CharacterDataHandler = self.add_text
        self.parser.EntityDeclHandler = self.check_entity
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.written: list[str] = []
        self.written_length = 0
        self.counter = ReferenceCounter()
        self.entity_count = self.read_count = 0
        # Name, id and number of each element that is open.
        self.open: list[tuple[str, str, int]] = []
        # How many elements are open within one that is left out.
        self.skipped_depth = 0
        # Of the root: a drawing without a namespace is taken for one that lacks only that.
        self.namespace = ""
        self.style: list[str] = []

    def open_element(self, name: str, attributes: dict[str, str]) -> None:
        self.read_count += 1
        if self.read_count > MAX_ELEMENTS:
            raise InvalidImage(_("The drawing has too many elements."))
        namespace, _separator, element = name.rpartition(" ")
        element = RENAMED_ELEMENTS.get(element, element)
        is_root = not self.written
        if is_root:
            self.check_root(namespace, element)
        if self.skipped_depth or namespace != self.namespace or element not in SVG_ELEMENTS:
            self.skipped_depth += 1
            return
        if len(self.open) >= MAX_DEPTH:
            raise InvalidImage(_("The drawing is nested too deeply."))
        kept = self.clean_attributes(element, attributes)
        if kept is None:
            self.skipped_depth += 1
            return
        if is_root:
            kept = {"xmlns": SVG_NAMESPACE, **build_root_size(kept)}
        self.open.append((element, kept.get("id", ""), self.counter.count))
        self.counter.add_element({} if element in ANIMATION_ELEMENTS else kept)
        self.write(f"<{element}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")

    def check_root(self, namespace: str, element: str) -> None:
        if namespace not in {"", SVG_NAMESPACE} or element != "svg":
            raise InvalidImage(_("This is not an SVG drawing."))
        self.namespace = namespace

    def close_element(self, name: str) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
            return
        element, identifier, number = self.open.pop()
        if element == STYLE:
            self.write(escape(clean_style_sheet("".join(self.style))))
            self.style.clear()
        if identifier:
            self.counter.close_element(identifier, number)
        self.write(f"</{element}>")

    def add_text(self, text: str) -> None:
        if self.skipped_depth:
            return
        if self.open and self.open[-1][0] == STYLE:
            self.style.append(text)
        else:
            self.write(escape(text))

    def check_entity(self, name: str, is_parameter: int, value: str | None, *outside: object) -> None:
        """Allow short names for plain text, as Adobe's programs write them for namespaces."""
        self.entity_count += 1
        is_plain = value is not None and not is_parameter and not {"&", "%", "<"} & {*value}
        if not is_plain or len(value or "") > MAX_ENTITY_LENGTH or self.entity_count > MAX_ENTITIES:
            raise InvalidImage(
                _("The drawing contains %(what)s, which is not allowed.") % {"what": f"<!ENTITY {name}>"}
            )

    def clean_attributes(self, element: str, attributes: dict[str, str]) -> dict[str, str] | None:
        """Return what is kept of the attributes of an element; None for an element that must not be kept."""
        kept: dict[str, str] = {}
        for key, value in attributes.items():
            namespace, _separator, name = key.rpartition(" ")
            if name == "href" and namespace in {"", XLINK_NAMESPACE}:
                kept["href"] = self.clean_address(element, value) or kept.get("href", "")
            elif namespace == XML_NAMESPACE and name in XML_KEPT_ATTRIBUTES:
                kept[f"xml:{name}"] = value
            elif not namespace:
                kept[name] = clean_attribute(name, value)
        if element in ANIMATION_ELEMENTS and kept.get("attributeName", "x") not in ANIMATED_ATTRIBUTES:
            return None
        return {name: value for name, value in kept.items() if value}

    def clean_address(self, element: str, address: str) -> str:
        """Return the address of a part of the drawing or of an embedded picture; "" for any other."""
        address = address.strip()
        if element == "g":  # was a link
            return ""
        if element in EMBEDDING_ELEMENTS and address[:5].lower() == "data:":
            return self.clean_embedded(address)
        return address if address.startswith("#") else ""

    def write(self, text: str) -> None:
        self.written_length += len(text)
        if self.written_length > 2 * MAX_SVG_BYTES:
            raise InvalidImage(_("The drawing has too many elements."))
        self.written.append(text)

    def finish(self) -> bytes:
        """Return what was written. Raises `InvalidImage` for a drawing that would be drawn for too long."""
        self.counter.check_drawn_elements()
        return "".join(self.written).encode()


def clean_attribute(name: str, value: str) -> str:
    """Return the value of an attribute without namespace; "" where it is not kept."""
    if name == "style":
        return clean_declarations(value)
    return value if name in SVG_ATTRIBUTES and is_safe_value(value) else ""


def build_root_size(attributes: dict[str, str]) -> dict[str, str]:
    """Return the root's attributes with its size in pixels, no larger than a page shows, and a view box."""
    width, height = compute_svg_size(attributes) or DEFAULT_SVG_SIZE
    scale = min(1.0, MAX_SIDE / max(width, height))
    if not parse_view_box(attributes.get("viewBox", "")):
        attributes["viewBox"] = f"0 0 {width:g} {height:g}"
    size = {"width": f"{max(1.0, width * scale):g}", "height": f"{max(1.0, height * scale):g}"}
    return {**attributes, **size}
