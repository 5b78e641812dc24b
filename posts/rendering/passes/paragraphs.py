"""Paragraphs that are more than text: bookmark cards and figures."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from posts.rendering.context import RenderContext
from posts.rendering.passes.captions import build_caption
from posts.rendering.passes.links import is_autolink
from posts.rendering.tree import Element, Node

BOOKMARK_SIGN = "🔖"
# As `image_attributes` sets them.
NUMBERED_MARKS = ("data-numbered", "data-key")


def render_paragraph(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Make a bookmark card of a lone address, a figure of a lone image with a title; drop an empty one."""
    nodes = [node for node in element.children if not (isinstance(node, str) and not node.strip())]
    if not nodes:
        return []
    *before, last = nodes
    if not isinstance(last, Element):
        return None
    image = find_lone_image(last)
    if image and not before:
        # Where it stands alone, its side is that of the whole paragraph.
        side = {"align": image.attributes.pop("align")} if "align" in image.attributes else {}
        marks = take_numbered_marks(image)
        if "title" in image.attributes or marks:
            return [Element("figure", {**side, **marks}, [last, build_caption(image, context)])]
        element.attributes |= side
    return [build_bookmark_card(last)] if is_bookmark(before, last) else None


def take_numbered_marks(image: Element) -> dict[str, str]:
    """Take off `image` what makes its figure a numbered one."""
    return {name: image.attributes.pop(name) for name in NUMBERED_MARKS if name in image.attributes}


def box_to_figure(element: Element, context: RenderContext) -> None:
    """Make a figure of a `<div>` that holds a caption."""
    if any(isinstance(child, Element) and child.tag == "figcaption" for child in element.children):
        element.tag = "figure"


def find_lone_image(element: Element) -> Element | None:
    """Return the image that `element` is, or that is all of the link that it is."""
    if element.tag == "a" and len(element.children) == 1 and isinstance(element.children[0], Element):
        element = element.children[0]
    return element if element.tag == "img" else None


def is_bookmark(before: Sequence[Node], link: Element) -> bool:
    """Whether a line of `before` and `link` is a bare address, or any link behind the bookmark sign."""
    if link.tag != "a" or urlsplit(link.attributes.get("href", "")).scheme not in {"http", "https"}:
        return False
    if before:
        return len(before) == 1 and isinstance(before[0], str) and before[0].strip() == BOOKMARK_SIGN
    text = link.only_text()
    return text is not None and is_autolink(link, text)


def build_bookmark_card(link: Element) -> Element:
    """Return a card that shows the link's title and host, without asking the network."""
    address = urlsplit(link.attributes["href"])
    host = (address.hostname or "").removeprefix("www.")
    text = link.only_text()
    has_title = text is None or not is_autolink(link, text)
    link.attributes.pop("class", None)
    title: list[Node] = link.children if has_title else [readable_url(address.path, host)]
    link.children = [
        Element("span", {"class": "bookmark-title"}, title),
        Element("span", {"class": "bookmark-host"}, [host]),
    ]
    return Element("p", {"class": "bookmark"}, [link])


def readable_url(path: str, host: str) -> str:
    """Return an address as a title: the host and the decoded path."""
    return host + unquote(path).rstrip("/")
