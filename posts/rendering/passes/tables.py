"""Tables, which may be wider than the page."""

from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node


def wrap_table(element: Element, context: RenderContext) -> Sequence[Node]:
    """Wrap a table in a box that scrolls, by keyboard too."""
    return [Element("div", {"class": "table", "tabindex": "0"}, [element])]
