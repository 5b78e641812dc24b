"""Emphasis: Latin letters are slanted, Han characters are made heavier."""

from posts.rendering.characters import HAN_CHARACTER
from posts.rendering.context import RenderContext
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element


def mark_latin_emphasis(element: Element, context: RenderContext) -> None:
    """Mark emphasis without Han characters, so that in a Chinese post it is slanted only."""
    if not HAN_CHARACTER.search(extract_text(element)):
        element.attributes["class"] = "latin"
