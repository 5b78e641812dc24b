"""Marks inside text that the parser does not read: Pandoc's `x^2^`, and emoji by their names on GitHub."""

import re
from functools import cache

import comrak

from posts.rendering.context import RenderContext
from posts.rendering.passes.headings import HEADING_LEVELS, heading_slug
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node

UNMARKED_TAGS = frozenset({"code", "kbd", "pre", "samp", "var"})
# What stands before a mark is asked for behind its first sign: `re` looks for that much faster.
TEXT_MARK = re.compile(
    r"\^(?:(?<=[^\W_]\^)|(?<=[)\]]\^))(?P<superscript>[A-Za-z0-9+\-−]{1,12})\^(?![A-Za-z0-9_^])"
    r"|:(?<![A-Za-z0-9_:/.\\]:)(?P<emoji>[a-z0-9_+-]{1,40}):(?![A-Za-z0-9_:/])"
)
# `a^b^c` and `2^3^4^` are powers of powers.
CARET_BEFORE = re.compile(r"\^[A-Za-z0-9]{1,12}\Z")
WORD_BEFORE = re.compile(r"(?:[A-Za-z]{2}|[^\W_\x00-\x7f])\Z")
FACE = re.compile(r"[oOuUvVwWTx]")


def replace_text_marks(root: Element, context: RenderContext) -> None:
    """Set the superscripts and emoji in all text that comrak has read, but not in code."""
    source = b"\n".join(context.markdown_lines).decode(errors="replace")
    marks = {match[0] for match in TEXT_MARK.finditer(source)}
    if typed := {mark for mark in marks if f"\\{mark}" not in source and f"{mark[:-1]}\\" not in source}:
        replace_marks_below(root, typed, is_markdown=False)


def replace_marks_below(element: Element, typed: set[str], *, is_markdown: bool) -> None:
    """Set those marks below `element` that are `typed`, without a backslash, in the source."""
    is_markdown = is_markdown or "data-sourcepos" in element.attributes
    children: list[Node] = []
    for index, child in enumerate(element.children):
        if isinstance(child, str) and is_markdown:
            children.extend(
                split_at_marks(child, typed, is_role=is_code(element.children[index + 1 : index + 2]))
            )
        else:
            children.append(child)
            if isinstance(child, Element) and child.tag not in UNMARKED_TAGS:
                replace_marks_below(child, typed, is_markdown=is_markdown)
    if element.tag in HEADING_LEVELS and children != element.children:
        # On GitHub, too, the name of an emoji is a part of the id.
        element.attributes.setdefault("id", heading_slug(extract_text(element)))
    element.children = children


def is_code(nodes: list[Node]) -> bool:
    """Whether code follows, as in `:doc:` before a code span, which is a role."""
    return bool(nodes) and isinstance(nodes[0], Element) and nodes[0].tag == "code"


def split_at_marks(text: str, typed: set[str], *, is_role: bool) -> list[Node]:
    """Return `text` with its marks replaced; `is_role` tells that code follows."""
    nodes: list[Node] = []
    start = 0
    for match in TEXT_MARK.finditer(text):
        replacement = None if match[0] not in typed else build_mark(match, is_role=is_role)
        if replacement:
            nodes += [text[start : match.start()], replacement]
            start = match.end()
    nodes.append(text[start:])
    return [node for node in nodes if node]


def build_mark(match: re.Match[str], *, is_role: bool) -> Node | None:
    """Return the superscript or the emoji that `match` stands for, or None where it is text."""
    if name := match["emoji"]:
        return None if is_role and match.end() == len(match.string) else find_emoji(name)
    before, inside = match.string[max(0, match.start() - 13) : match.start()], match["superscript"]
    is_face = FACE.fullmatch(inside) and WORD_BEFORE.search(before)
    return None if is_face or CARET_BEFORE.search(before) else Element("sup", {}, [inside])


@cache
def make_emoji_options() -> comrak.ExtensionOptions:
    """Return the options with which comrak knows GitHub's names of emoji."""
    options = comrak.ExtensionOptions()
    options.shortcodes = True
    return options


def find_emoji(name: str) -> str | None:
    """Return the emoji that GitHub calls `name`, or None."""
    html = comrak.render_markdown(f":{name}:", make_emoji_options())
    emoji = html.removeprefix("<p>").removesuffix("</p>\n")
    return None if ":" in emoji or "<" in emoji else emoji
