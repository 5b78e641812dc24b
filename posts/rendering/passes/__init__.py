"""The passes over the clean tree, each a rule for some elements.

A rule gets an element whose children are already done, and the page. It
returns what stands in the element's place, or None to leave it there.
"""

from collections.abc import Callable, Sequence

from posts.rendering.page import Page
from posts.rendering.passes import (
    callouts,
    code,
    emphasis,
    footnotes,
    formulas,
    highlights,
    images,
    links,
    marks,
    paragraphs,
    tables,
    tasks,
    tildes,
)
from posts.rendering.plain import BLOCKS
from posts.rendering.tree import Element, Node

VERBATIM = frozenset({"a", "code", "kbd", "pre", "samp", "var"})

Rule = Callable[[Element, Page], Sequence[Node] | None]

RULES: dict[str, Rule] = {
    "a": links.link,
    "blockquote": callouts.callout,
    "center": paragraphs.box,
    "code": formulas.code_formula,
    "del": tildes.deletion,
    "div": paragraphs.box,
    "em": emphasis.emphasis,
    "img": images.image,
    "input": tasks.box,
    "li": tasks.item,
    "mark": highlights.highlight,
    "p": paragraphs.paragraph,
    "pre": code.block,
    "section": footnotes.section,
    "source": images.source,
    "span": formulas.formula,
    "table": tables.table,
    "wbr": marks.mark,
}


def apply(element: Element, page: Page, *, is_markdown: bool = False) -> None:
    """Change everything below `element` by the rules, innermost first and in the order of the text.

    `is_markdown` tells that comrak has read the text in it; it does not read what is inside HTML blocks.
    """
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            apply(child, page, is_markdown=reads_markdown(child, is_markdown=is_markdown))
            rule = RULES.get(child.tag)
            replacement = rule(child, page) if rule else None
            children.extend([child] if replacement is None else replacement)
        elif isinstance(child, str) and not is_markdown:
            children.extend(formulas.in_html(child, page))
        else:
            children.append(child)
    element.children = children


def reads_markdown(element: Element, *, is_markdown: bool) -> bool:
    """Whether the text in `element` has been read, or must not be; `is_markdown` says it of its parent."""
    if "data-sourcepos" in element.attributes or element.tag in VERBATIM:
        return True
    return is_markdown and element.tag not in BLOCKS
