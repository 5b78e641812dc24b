"""What of a post an excerpt may show: copies of its nodes, without pictures, headings, ids and notes."""

import re
from collections.abc import Iterable

from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.passes.omissions import add_callout_sign, build_omission
from posts.rendering.tree import Element, Node, OpaqueNode

DROPPED_TAGS = frozenset(
    """
    audio details figure h1 h2 h3 h4 h5 h6 hr img input picture pre section table video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
DROPPED_CLASSES = (
    "bookmark",
    "callout-title",
    "citation-number",
    "code",
    "footnote-ref",
    "link-card-host",
    "table",
)
# Their children count as if they stood alone.
WRAPPER_TAGS = frozenset({"aside", "center", "div"})
KEPT_ATTRIBUTES = ("class", "dir", "href", "lang", "tabindex", "title")
ID_OR_FRAGMENT = re.compile(r' (?:id|href)="#?[^"]*"')


def copy_allowed(nodes: Iterable[Node]) -> list[Node]:
    """Return copies of `nodes` without what no excerpt shows."""
    copies: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            copies.append(node)
        elif omission := build_omission(node):
            copies.append(omission)
        elif isinstance(node, OpaqueNode):
            copies.append(OpaqueNode(node.kind, node.text, ID_OR_FRAGMENT.sub("", node.html)))
        elif node.tag in DROPPED_TAGS or any(map(node.has_class, DROPPED_CLASSES)):
            continue
        elif is_wrapper(node) or node.attributes.get("href", "").startswith("#"):
            copies.extend(add_callout_sign(copy_allowed(node.children), find_callout_sign(node)))
        else:
            copies.extend(copy_element(node))
    return copies


def copy_element(element: Element) -> list[Node]:
    """Return a copy of `element`, or nothing where nothing would be in it."""
    children = copy_allowed(element.children)
    if element.tag != "br" and not any(not isinstance(child, str) or child.strip() for child in children):
        return []
    attributes = {name: value for name, value in element.attributes.items() if name in KEPT_ATTRIBUTES}
    return [Element(element.tag, attributes, children)]


def is_formula_block(block: Element) -> bool:
    return block.has_class("formula")


def is_wrapper(element: Element) -> bool:
    """Whether the children of `element` count as if they stood alone."""
    return element.tag in WRAPPER_TAGS and not is_formula_block(element)
