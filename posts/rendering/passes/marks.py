"""Where the author ends the excerpt: `<!-- more -->`."""

import re
from collections.abc import Sequence

from posts.rendering.page import Page
from posts.rendering.tree import Atom, Element, Node

# In code nothing of it is left: there comrak escapes the angle brackets.
MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


def keep_mark(html: str) -> str:
    """Return `html`, not yet sanitised, with the mark as an element, which the sanitiser lets pass."""
    return MORE.sub('<wbr class="more">', html)


def mark(element: Element, page: Page) -> Sequence[Node] | None:
    """Make the mark what a reader does not see."""
    return [Atom("more", "")] if element.has_class("more") else None
