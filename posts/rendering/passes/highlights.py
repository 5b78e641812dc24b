"""Highlights: `==text==` is one, `a == b` and `torch==2.0` are none."""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node

# What stands on both sides of a comparison; of a Han character it is none of the bytes.
COMPARISON = re.compile(rb"""[\w)\]'"][\w(\['"-]""", re.ASCII)


def restore_comparison(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Undo what comrak took for a highlight between two comparisons: give back the signs."""
    before, after = context.bytes_outside(element)
    text = extract_text(element).encode()
    compared = COMPARISON.fullmatch(before + text[:1]) or COMPARISON.fullmatch(text[-1:] + after)
    return ["==", *element.children, "=="] if compared else None
