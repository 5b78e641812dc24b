"""Emphasis: Latin letters are slanted, Han characters grow heavier."""

from posts.rendering.page import Page
from posts.rendering.plain import plain_text
from posts.rendering.text import HAN_CHARACTER
from posts.rendering.tree import Element


def emphasis(element: Element, page: Page) -> None:
    """Mark what holds no Han character, so that in a Chinese post it is slanted only."""
    if not HAN_CHARACTER.search(plain_text(element)):
        element.attributes["class"] = "latin"
