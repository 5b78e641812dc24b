"""Tables that may be wider than the page."""

from collections.abc import Sequence

from posts.rendering.page import Page
from posts.rendering.tree import Element, Node


def table(element: Element, page: Page) -> Sequence[Node]:
    """Give a table a box of its own, which scrolls, also by keyboard."""
    return [Element("div", {"class": "table", "tabindex": "0"}, [element])]
