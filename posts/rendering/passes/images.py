"""Pictures: their size known before they load, and loaded when they are needed."""

from collections.abc import Sequence
from urllib.parse import unquote

from posts.rendering.page import Page
from posts.rendering.tree import Element, Node


def image(element: Element, page: Page) -> None:
    """Give a picture its size, where it is known, and let it load late."""
    attributes = element.attributes
    line = page.line_of(element)
    source = attributes.get("src", "")
    if not attributes.get("alt", "").strip():
        attributes["alt"] = ""
        page.warn("image-alt", line, source[:200])
    size = size_of(source, page)
    if size and not {"width", "height"} & attributes.keys():
        attributes["width"], attributes["height"] = map(str, size)
    attributes["loading"], attributes["decoding"] = "lazy", "async"


def source(element: Element, page: Page) -> Sequence[Node] | None:
    """Take away the source of a picture or a film that has lost its address."""
    return None if "src" in element.attributes else []


def size_of(source: str, page: Page) -> Sequence[int] | None:
    """Return the width and height, in pixels, of the picture at `source`, where they are known."""
    return known_of(source, page)[:2] or None


def widths_of(source: str, page: Page) -> Sequence[int]:
    """Return the widths of the smaller variants of the picture at `source`, ascending."""
    return known_of(source, page)[2:]


def known_of(source: str, page: Page) -> Sequence[int]:
    return page.image_sizes.get(source) or page.image_sizes.get(unquote(source)) or ()
