"""Footnotes, as comrak makes them, with names in the post's language."""

from posts.rendering.page import Page
from posts.rendering.tree import Element
from posts.rendering.words import words

# Without it some systems draw the arrow as an emoji.
TEXT_STYLE = "\N{VARIATION SELECTOR-15}"


def section(element: Element, page: Page) -> None:
    """Name every link back to the text."""
    for link in element.elements():
        if link.has_class("footnote-backref"):
            number = link.attributes["href"].rpartition("#fnref-")[2]
            link.attributes["aria-label"] = words(page.language)["back-reference"].format(number)
            link.children = [f"{child}{TEXT_STYLE}" if child == "↩" else child for child in link.children]
