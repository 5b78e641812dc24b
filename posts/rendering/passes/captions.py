"""Captions of figures: the titles of pictures, in which formulas and code spans are read too."""

import re
from collections.abc import Iterator
from html import unescape

from posts.rendering.page import Page
from posts.rendering.passes import formulas
from posts.rendering.tree import Element, Node

# The title of `![alt](address "title")`, the last thing in it.
TITLE = re.compile(r"""\s(?P<quote>["'])(?P<title>(?:(?!(?P=quote))[^\\]|\\.)*)(?P=quote)\s*\)$""")
CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def caption(image: Element, page: Page) -> Element:
    """Take the title off `image` and return it as the caption."""
    title = image.attributes.pop("title")
    # Markdown has taken backslashes away that TeX needs.
    typed = TITLE.search(page.source_of(image))
    text = typed["title"] if typed else title
    return Element("figcaption", {}, list(read(text, page.line_of(image), page)))


def warn_of_unshown(root: Element, page: Page) -> None:
    """Warn of pictures that still have their title: where they stand, it is not shown as a caption."""
    for element in root.elements():
        # What an author typed as HTML is meant as it is.
        if element.tag == "img" and "title" in element.attributes and page.source_of(element):
            page.warn("caption", page.line_of(element), element.attributes["title"][:200])


def read(text: str, line: int | None, page: Page) -> Iterator[Node]:
    end = 0
    for match in CODE.finditer(text):
        yield from plain(text[end : match.start()], line, page)
        yield Element("code", {}, [match["code"].strip()])
        end = match.end()
    yield from plain(text[end:], line, page)


def plain(text: str, line: int | None, page: Page) -> Iterator[Node]:
    """Give `text` without its escapes, and the formulas in it."""
    for node in formulas.in_html(text, page, line):
        yield ESCAPE.sub(r"\1", unescape(node)) if isinstance(node, str) else node
