"""Paragraphs that are more than text: bookmark cards and figures."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from posts.rendering.page import Page
from posts.rendering.passes.captions import caption
from posts.rendering.passes.links import is_bare
from posts.rendering.tree import Element, Node

BOOKMARK = "🔖"


def paragraph(element: Element, page: Page) -> Sequence[Node] | None:
    """Make a card of a lone address, a figure of a lone picture with a title."""
    nodes = [node for node in element.children if not (isinstance(node, str) and not node.strip())]
    if not nodes:
        return []
    *before, last = nodes
    if not isinstance(last, Element):
        return None
    image = image_of(last)
    if image and not before and "title" in image.attributes:
        return [Element("figure", {}, [last, caption(image, page)])]
    return [bookmark(last)] if is_bookmark(before, last) else None


def box(element: Element, page: Page) -> None:
    """Make a figure of a box that holds a caption."""
    if any(isinstance(child, Element) and child.tag == "figcaption" for child in element.children):
        element.tag = "figure"


def image_of(element: Element) -> Element | None:
    """Return the picture that `element` is, or that is all of the link it is."""
    if element.tag == "a" and len(element.children) == 1 and isinstance(element.children[0], Element):
        element = element.children[0]
    return element if element.tag == "img" else None


def is_bookmark(before: Sequence[Node], link: Element) -> bool:
    """Whether a line of `before` and `link` is a bare address, or any link behind the bookmark sign."""
    if link.tag != "a" or urlsplit(link.attributes.get("href", "")).scheme not in {"http", "https"}:
        return False
    if before:
        return len(before) == 1 and isinstance(before[0], str) and before[0].strip() == BOOKMARK
    text = link.only_text()
    return text is not None and is_bare(link, text)


def bookmark(link: Element) -> Element:
    """Return a card that shows the link's title and host, without asking the network."""
    address = urlsplit(link.attributes["href"])
    host = (address.hostname or "").removeprefix("www.")
    text = link.only_text()
    titled = text is None or not is_bare(link, text)
    title: list[Node] = link.children if titled else [readable(address.path, host)]
    link.children = [
        Element("span", {"class": "bookmark-title"}, title),
        Element("span", {"class": "bookmark-host"}, [host]),
    ]
    return Element("p", {"class": "bookmark"}, [link])


def readable(path: str, host: str) -> str:
    """Return an address as a title: the host and the decoded path."""
    return host + unquote(path).rstrip("/")
