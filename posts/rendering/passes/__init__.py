"""The passes over the clean tree, each a rule for some elements.

A rule gets an element whose children are already done, and the page. It
returns what stands in the element's place, or None to leave it there.
"""

from collections.abc import Callable, Sequence

from posts.rendering.page import Page
from posts.rendering.passes import (
    callouts,
    code,
    excerpts,
    footnotes,
    formulas,
    images,
    links,
    paragraphs,
    tables,
    tasks,
    tildes,
)
from posts.rendering.tree import Element, Node

Rule = Callable[[Element, Page], Sequence[Node] | None]

RULES: dict[str, Rule] = {
    "a": links.link,
    "blockquote": callouts.callout,
    "code": formulas.code_formula,
    "del": tildes.deletion,
    "img": images.image,
    "input": tasks.box,
    "li": tasks.item,
    "p": paragraphs.paragraph,
    "pre": code.block,
    "section": footnotes.section,
    "span": formulas.formula,
    "table": tables.table,
    "wbr": excerpts.mark,
}


def apply(element: Element, page: Page) -> None:
    """Change everything below `element` by the rules, innermost first and in the order of the text."""
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
            continue
        apply(child, page)
        rule = RULES.get(child.tag)
        replacement = rule(child, page) if rule else None
        if replacement is None:
            children.append(child)
        else:
            children.extend(replacement)
    element.children = children
