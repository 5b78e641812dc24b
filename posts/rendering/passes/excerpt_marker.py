"""The excerpt marker `<!-- more -->`, by which the author ends the excerpt."""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node, OpaqueNode

# In code nothing of it is left: there comrak escapes the angle brackets.
MORE_COMMENT = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


def protect_more_comment(html: str, context: RenderContext) -> str:
    """Return `html`, not yet sanitized, with the marker as an element, which the sanitizer lets pass."""
    return MORE_COMMENT.sub('<wbr class="more">', html) if "<!--" in html else html


def replace_more_marker(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Replace the marker by a node that a reader does not see, and `excerpt` finds."""
    if not element.has_class("more"):
        return None
    context.has_excerpt_marker = True
    return [OpaqueNode("more", "")]
