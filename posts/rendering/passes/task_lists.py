"""Task lists: `- [x] done`."""

from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node


def disable_checkbox(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Disable the checkbox; remove any other input."""
    if element.attributes.get("type") != "checkbox":
        return []
    checked = {"checked": ""} if "checked" in element.attributes else {}
    element.attributes = {"type": "checkbox", "disabled": "", **checked}
    return None


def label_checkbox(element: Element, context: RenderContext) -> None:
    """Label the checkbox of a task with its text, for screen readers."""
    if not element.has_class("task-list-item"):
        return
    for child in element.iter_elements():
        if child.tag == "input":
            child.attributes["aria-label"] = task_text(element)
            return


def task_text(item: Element) -> str:
    """Return the text of a task without those nested in it."""
    lists = {"ul", "ol"}
    own = [node for node in item.children if not (isinstance(node, Element) and node.tag in lists)]
    return extract_text(Element("", {}, own)).strip()
