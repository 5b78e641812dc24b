"""Tildes: two delete, one does not. `10~20` is a range, `H~2~O` holds a subscript."""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node

SUBSCRIPT_BASE = re.compile(rb".?[A-Za-z)\]]")
SUBSCRIPT = re.compile(r"[A-Za-z0-9+\-−]{1,12}")


def fix_strikethrough(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Undo what comrak took for deleted text between single tildes: give back the tildes, or a subscript."""
    before, after = context.bytes_at_start(element)
    if not after.startswith(b"~") or after == b"~~":
        return None
    if SUBSCRIPT_BASE.fullmatch(before) and SUBSCRIPT.fullmatch(element.only_text() or ""):
        return [Element("sub", {}, element.children)]
    return ["~", *element.children, "~"]
