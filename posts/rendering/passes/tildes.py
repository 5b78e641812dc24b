"""Tildes: two delete, one does not. `10~20` is a range, `H~2~O` holds a subscript."""

import re
from collections.abc import Sequence

from posts.rendering.page import Page
from posts.rendering.tree import Element, Node

BASE = re.compile(rb".?[A-Za-z)\]]")
SUBSCRIPT = re.compile(r"[A-Za-z0-9+\-−]{1,12}")


def deletion(element: Element, page: Page) -> Sequence[Node] | None:
    """Give back the tildes of what comrak took for deleted between single ones."""
    before, after = page.around(element)
    if not after.startswith(b"~") or after == b"~~":
        return None
    if BASE.fullmatch(before) and SUBSCRIPT.fullmatch(element.only_text() or ""):
        return [Element("sub", {}, element.children)]
    return ["~", *element.children, "~"]
