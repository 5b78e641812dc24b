"""Captions of figures: the titles of images, in which formulas and code spans work too."""

import re
from collections.abc import Iterator
from html import unescape

from posts.rendering.context import RenderContext
from posts.rendering.passes import formulas
from posts.rendering.tree import Element, Node

# The title of `![alt](address "title")`, the last thing in it.
IMAGE_TITLE = re.compile(r"""\s(?P<quote>["'])(?P<title>(?:(?!(?P=quote))[^\\]|\\.)*)(?P=quote)\s*\)$""")
IMAGE_ALT = re.compile(r"!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\(")
CAPTION_CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")
MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def build_caption(image: Element, context: RenderContext) -> Element:
    """Take the title off `image` and return it as a caption; for an image without, its description."""
    title = image.attributes.pop("title", None)
    markdown = context.markdown_of(image)
    # Markdown has taken backslashes away that TeX needs.
    if title is None:
        alt = IMAGE_ALT.match(markdown)
        text = alt["alt"] if alt else image.attributes.get("alt", "")
    else:
        match = IMAGE_TITLE.search(markdown)
        text = match["title"] if match else title
    return Element("figcaption", {}, list(parse_caption(text, context.line_of(image), context)))


def warn_of_hidden_captions(root: Element, context: RenderContext) -> None:
    """Warn of images that still have their title: where they stand, it is not shown as a caption."""
    for element in root.iter_elements():
        # What an author typed as HTML is meant as it is.
        if element.tag == "img" and "title" in element.attributes and context.markdown_of(element):
            context.add_warning("caption", context.line_of(element), element.attributes["title"][:200])


def parse_caption(text: str, line: int | None, context: RenderContext) -> Iterator[Node]:
    """Give the nodes of a caption that stands on `line`."""
    end = 0
    for match in CAPTION_CODE.finditer(text):
        yield from parse_caption_text(text[end : match.start()], line, context)
        yield Element("code", {}, [match["code"].strip()])
        end = match.end()
    yield from parse_caption_text(text[end:], line, context)


def parse_caption_text(text: str, line: int | None, context: RenderContext) -> Iterator[Node]:
    """Give `text` without its escapes, and the formulas in it."""
    for node in formulas.collect_html_formulas(text, context, line):
        yield MARKDOWN_ESCAPE.sub(r"\1", unescape(node)) if isinstance(node, str) else node
