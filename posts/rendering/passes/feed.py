"""The post for feed readers, which know no stylesheet: nothing but plain HTML, and the formulas.

Addresses stay as the author typed them, from the root of the site; a feed puts the site in front of them.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from posts.rendering.context import RenderContext
from posts.rendering.formulas.alttext import move_tex_to_alttext
from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.passes.paragraphs import BOOKMARK_SIGN
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import VOID_TAGS, Element, Node, OpaqueNode, opening_tag, parse_html, serialize_html

FEED_ATTRIBUTES = frozenset(
    """
    alt checked cite colspan controls datetime dir height href id lang loop open poster reversed rowspan
    scope src start title type value width
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# That of code says what is wrong with a formula.
CODE_ATTRIBUTES = FEED_ATTRIBUTES - {"title"}
ALIGNMENTS = ("center", "left", "right")
ALIGNED_TAGS = frozenset({"img", "p", "td", "th"})
# As `code_blocks` writes it.
CODE_OPENING = re.compile(
    r'<div class="code"[^>]*>(?:<p class="code-title">(?P<title>[^<]*)</p>)?<pre[^>]*>'
    r'<code(?: class="(?P<class>[^"]*)")?>'
)
# As `diagrams.drawing` writes it.
SVG_OPENING = re.compile(r'<svg [^>]*?aria-label="(?P<label>[^"]*)"[^>]*>')
SVG_SIDE_ATTRIBUTE = re.compile(r' (width|height)="(\d+)"')
CHECKED_BOX, EMPTY_BOX = "☑", "☐"


def set_feed_html(root: Element, context: RenderContext) -> None:
    """Write the post as feed readers get it."""
    context.feed_html = format_nodes(root.children).strip()


def format_nodes(nodes: Iterable[Node]) -> str:
    """Return `nodes` as plain HTML."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(escape(node, quote=False))
        elif isinstance(node, Element):
            parts.append(format_plain_element(node))
        elif node.html.startswith("<math"):
            parts.append(move_tex_to_alttext(node.html))
        elif code := CODE_OPENING.match(node.html):
            parts.append(format_code_block(node.text, code))
        else:
            parts.append(format_nodes(parse_html(node.html).children))
    return "".join(parts)


def format_plain_element(element: Element) -> str:
    """Return `element` as plain HTML."""
    tag = element.tag
    for name in element.attributes.get("class", "").split():
        if format_simply := SIMPLE_FORMS.get(name):
            return format_simply(element)
    if tag == "input":
        return CHECKED_BOX if "checked" in element.attributes else EMPTY_BOX
    attributes = select_attributes(element) if element.attributes else {}
    inside = format_nodes(element.children)
    if tag == "span" and not attributes:
        return inside
    return f"{opening_tag(tag, attributes)}{inside}{'' if tag in VOID_TAGS else f'</{tag}>'}"


def select_attributes(element: Element) -> dict[str, str]:
    """Return the attributes of `element` that mean something without a stylesheet."""
    kept = CODE_ATTRIBUTES if element.tag == "code" else FEED_ATTRIBUTES
    attributes = {name: value for name, value in element.attributes.items() if name in kept}
    if element.tag in ALIGNED_TAGS and (side := next(filter(element.has_class, ALIGNMENTS), "")):
        attributes["align"] = side
    return attributes


def format_code_block(text: str, opening: re.Match[str]) -> str:
    """Return the code `text` below its title, with its language for readers that colour it."""
    heading = f"<p><strong>{opening['title']}</strong></p>" if opening["title"] else ""
    attributes = {"class": unescape(opening["class"])} if opening["class"] else {}
    return f"{heading}<pre>{opening_tag('code', attributes)}{escape(text, quote=False)}\n</code></pre>"


def format_callout(element: Element) -> str:
    """Return a callout as a quotation that begins with its sign and title."""
    position, title = next(
        (position, child)
        for position, child in enumerate(element.children)
        if isinstance(child, Element) and child.has_class("callout-title")
    )
    before = serialize_html(Element("", {}, element.children[:position]))
    heading = f"<p><strong>{find_callout_sign(element)} {format_nodes(title.children)}</strong></p>"
    rest = format_nodes(element.children[position + 1 :])
    return f"<blockquote>{before}{heading}{rest}</blockquote>"


def format_bookmark(element: Element) -> str:
    """Return a bookmark card as its link, with its host where the title does not begin with that."""
    [link] = [child for child in element.iter_elements() if child.tag == "a"]
    title, host = (child for child in link.children if isinstance(child, Element))
    anchor = f"{opening_tag('a', {'href': link.attributes['href']})}{format_nodes(title.children)}</a>"
    name = extract_text(Element("", {}, host.children))
    tail = "" if extract_text(title).startswith(name) else escape(f" ({name})", quote=False)
    return f"<p>{BOOKMARK_SIGN} {anchor}{tail}</p>"


def format_diagram(element: Element) -> str:
    """Return the figure of a diagram with its picture as a file, for many readers show no inline SVG."""
    parts = []
    for child in element.children:
        if isinstance(child, Element) and child.has_class("diagram-box"):
            parts.append(format_picture_of_diagram(child))
        else:
            parts.append(format_nodes([child]))
    return f"<figure>{''.join(parts)}</figure>"


def format_picture_of_diagram(box: Element) -> str:
    """Return an image of the diagram in `box`, whose link has the address of its file."""
    svg = next((node.html for node in box.children if isinstance(node, OpaqueNode)), "")
    address = next((node.attributes["href"] for node in box.children if isinstance(node, Element)), "")
    head = SVG_OPENING.match(svg)
    attributes = {"src": address, "alt": unescape(head["label"]) if head else ""}
    if head and (size := SVG_SIDE_ATTRIBUTE.findall(head[0])):
        attributes |= dict(size)
    return opening_tag("img", attributes)


def format_footnotes(element: Element) -> str:
    """Return the notes below a rule."""
    return f"<hr>{format_nodes(element.children)}"


def format_box(element: Element) -> str:
    """Return what is in a box that only scrolls."""
    return format_nodes(element.children)


def format_feed_formula(element: Element) -> str:
    return f"<p>{format_nodes(element.children)}</p>"


# By the classes that passes give; an author's do not get through the sanitizer.
SIMPLE_FORMS: dict[str, Callable[[Element], str]] = {
    "bookmark": format_bookmark,
    "callout": format_callout,
    "code": format_box,
    "diagram": format_diagram,
    "footnotes": format_footnotes,
    "formula": format_feed_formula,
    "table": format_box,
}
