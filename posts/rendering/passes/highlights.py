"""Highlights: `==text==` is marked, `a == b` and `torch==2.0` are no highlights."""

import re
from collections.abc import Sequence

from posts.rendering.page import Page
from posts.rendering.plain import plain_text
from posts.rendering.tree import Element, Node

# What stands on both sides of a comparison; of a Han character it is none of the bytes.
COMPARED = re.compile(rb"""[\w)\]'"][\w(\['"-]""", re.ASCII)


def highlight(element: Element, page: Page) -> Sequence[Node] | None:
    """Give back the signs of what comrak took for marked between two comparisons."""
    before, after = page.outside(element)
    text = plain_text(element).encode()
    compared = COMPARED.fullmatch(before + text[:1]) or COMPARED.fullmatch(text[-1:] + after)
    return ["==", *element.children, "=="] if compared else None
