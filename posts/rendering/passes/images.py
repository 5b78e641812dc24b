"""Images: their size is known before they load, and they load when they are needed."""

from collections.abc import Sequence
from urllib.parse import unquote

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node


def complete_image(element: Element, context: RenderContext) -> None:
    """Give an image its size, where it is known, and lazy loading; warn of a missing alternative text."""
    attributes = element.attributes
    line = context.line_of(element)
    source = attributes.get("src", "")
    if not attributes.get("alt", "").strip():
        attributes["alt"] = ""
        context.add_warning("image-alt", line, source[:200])
    size = known_image_size(source, context)
    if size and not {"width", "height"} & attributes.keys():
        attributes["width"], attributes["height"] = map(str, size)
    attributes["loading"], attributes["decoding"] = "lazy", "async"


def drop_empty_source(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Remove the source of an image or a video that has lost its address."""
    return None if "src" in element.attributes else []


def known_image_size(source: str, context: RenderContext) -> Sequence[int] | None:
    """Return the width and height, in pixels, of the image at `source`, where they are known."""
    return known_sizes(source, context)[:2] or None


def known_variant_widths(source: str, context: RenderContext) -> Sequence[int]:
    """Return the widths of the smaller variants of the image at `source`, ascending."""
    return known_sizes(source, context)[2:]


def known_sizes(source: str, context: RenderContext) -> Sequence[int]:
    """Return what `image_sizes` holds for `source`, which may be percent-encoded."""
    return context.image_sizes.get(source) or context.image_sizes.get(unquote(source)) or ()
