"""The post for feed readers, which know no stylesheet: nothing but plain HTML, and the formulas.

Addresses stay as the author typed them, from the root of the site; a feed puts the site in front of them.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape

from posts.rendering.context import RenderContext
from posts.rendering.formulas.alttext import move_tex_to_alttext
from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.passes.paragraphs import BOOKMARK_SIGN
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node, OpaqueNode, parse_html, serialize_html

FEED_ATTRIBUTES = frozenset(
    """
    alt checked cite colspan controls datetime dir height href id lang loop open poster reversed rowspan
    scope src start title type value width
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
ALIGNMENTS = ("center", "left", "right")
ALIGNED_TAGS = frozenset({"td", "th"})
# As `code_blocks` writes it.
CODE_OPENING = re.compile(
    r'<div class="code"[^>]*>(?:<p class="code-title">(?P<title>[^<]*)</p>)?<pre[^>]*>'
    r'<code(?: class="(?P<class>[^"]*)")?>'
)
CHECKED_BOX, EMPTY_BOX = "☑", "☐"


def set_feed_html(root: Element, context: RenderContext) -> None:
    """Write the post as feed readers get it."""
    context.feed_html = serialize_html(Element("", {}, simplify_nodes(root.children))).strip()


def simplify_nodes(nodes: Iterable[Node]) -> list[Node]:
    """Return copies of `nodes` as plain HTML."""
    simple: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            simple.append(node)
        elif isinstance(node, Element):
            simple.extend(simplify_element(node))
        elif node.html.startswith("<math"):
            simple.append(OpaqueNode(node.kind, node.text, move_tex_to_alttext(node.html)))
        elif code := CODE_OPENING.match(node.html):
            simple.extend(simplify_code_block(node.text, code))
        else:
            simple.extend(simplify_nodes(parse_html(node.html).children))
    return simple


def simplify_element(element: Element) -> list[Node]:
    """Return `element` as plain HTML."""
    for name in element.attributes.get("class", "").split():
        if simplify := SIMPLE_FORMS.get(name):
            return simplify(element)
    if element.tag == "input":
        return [CHECKED_BOX if "checked" in element.attributes else EMPTY_BOX]
    copy = copy_plain(element)
    return copy.children if copy.tag == "span" and not copy.attributes else [copy]


def copy_plain(element: Element) -> Element:
    """Return a copy of `element` with the attributes that mean something without a stylesheet."""
    # That of code says what is wrong with a formula.
    kept = FEED_ATTRIBUTES - {"title"} if element.tag == "code" else FEED_ATTRIBUTES
    attributes = {name: value for name, value in element.attributes.items() if name in kept}
    if element.tag in ALIGNED_TAGS and (side := next(filter(element.has_class, ALIGNMENTS), "")):
        attributes["align"] = side
    return Element(element.tag, attributes, simplify_nodes(element.children))


def simplify_code_block(text: str, opening: re.Match[str]) -> list[Node]:
    """Return the code `text` below its title, with its language for readers that colour it."""
    attributes = {"class": unescape(opening["class"])} if opening["class"] else {}
    heading = Element("p", {}, [Element("strong", {}, [unescape(opening["title"] or "")])])
    block = Element("pre", {}, [Element("code", attributes, [f"{text}\n"])])
    return [heading, block] if opening["title"] else [block]


def simplify_callout(element: Element) -> list[Node]:
    """Return a callout as a quotation that begins with its sign and title."""
    position, title = next(
        (position, child)
        for position, child in enumerate(element.children)
        if isinstance(child, Element) and child.has_class("callout-title")
    )
    words: list[Node] = [f"{find_callout_sign(element)} ", *simplify_nodes(title.children)]
    heading = Element("p", {}, [Element("strong", {}, words)])
    rest = simplify_nodes(element.children[position + 1 :])
    return [Element("blockquote", {}, [*element.children[:position], heading, *rest])]


def simplify_bookmark(element: Element) -> list[Node]:
    """Return a bookmark card as its link, with its host where the title does not begin with that."""
    [link] = [child for child in element.iter_elements() if child.tag == "a"]
    title, host = (child for child in link.children if isinstance(child, Element))
    anchor = Element("a", {"href": link.attributes["href"]}, simplify_nodes(title.children))
    name = extract_text(Element("", {}, host.children))
    tail: list[Node] = [] if extract_text(title).startswith(name) else [f" ({name})"]
    return [Element("p", {}, [f"{BOOKMARK_SIGN} ", anchor, *tail])]


def simplify_footnotes(element: Element) -> list[Node]:
    """Return the notes below a rule."""
    return [Element("hr"), *simplify_nodes(element.children)]


def unwrap_box(element: Element) -> list[Node]:
    """Return what is in a box that only scrolls."""
    return simplify_nodes(element.children)


def wrap_feed_formula(element: Element) -> list[Node]:
    return [Element("p", {}, simplify_nodes(element.children))]


# By the classes that passes give; an author's do not get through the sanitizer.
SIMPLE_FORMS: dict[str, Callable[[Element], list[Node]]] = {
    "bookmark": simplify_bookmark,
    "callout": simplify_callout,
    "code": unwrap_box,
    "footnotes": simplify_footnotes,
    "formula": wrap_feed_formula,
    "table": unwrap_box,
}
