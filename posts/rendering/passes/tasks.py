"""Task lists: `- [x] done`."""

from collections.abc import Sequence

from posts.rendering.page import Page
from posts.rendering.plain import plain_text
from posts.rendering.tree import Element, Node


def box(element: Element, page: Page) -> Sequence[Node] | None:
    """Let nobody tick a box, and no other kind of input in."""
    if element.attributes.get("type") != "checkbox":
        return []
    checked = {"checked": ""} if "checked" in element.attributes else {}
    element.attributes = {"type": "checkbox", "disabled": "", **checked}
    return None


def item(element: Element, page: Page) -> None:
    """Name the box after its task, for those who hear the page."""
    if not element.has_class("task-list-item"):
        return
    for child in element.elements():
        if child.tag == "input":
            own = [
                node
                for node in element.children
                if not (isinstance(node, Element) and node.tag in {"ul", "ol"})
            ]
            child.attributes["aria-label"] = plain_text(Element("", {}, own)).strip()
            return
