"""Rendered HTML as what is read of it: words, Han characters, formulas and pictures, one token each.

Two renders of the same text by different versions of the renderer have the same tokens: classes, ids and
other attributes are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from posts.diffing.diff import split_diff_tokens
from posts.rendering.tree import VOID_TAGS, Element, Node, OpaqueNode, serialize_html

DRAWING_TAG = re.compile(r"<(/?)svg\b[^<>]*?(/?)>")
# Stands for a drawing while the tree is read: no element of a post is called so.
DRAWING_HOLDER = "drawing"

# Elements that only hold others; text in them is white space.
CONTAINERS = frozenset(
    {"", "blockquote", "colgroup", "dl", "details", "figure", "ol", "section", "table", "tbody", "tfoot",
     "thead", "tr", "ul"}
)  # fmt: skip
INLINE_DIFF_TAGS = frozenset(
    {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "picture", "q", "ruby", "s",
     "small", "span", "strong", "sub", "sup", "time", "u", "var", *VOID_TAGS}
)  # fmt: skip
# What a reader sees as one thing, by the attribute that tells which.
WHOLE_ELEMENTS = {"img": "src", "video": "src", "audio": "src", "iframe": "src", DRAWING_HOLDER: "key"}


@dataclass(frozen=True, slots=True)
class DiffToken:
    """A piece of an element: what is read (`node`), or a tag that opens or closes (`tag`, as HTML).

    `key` is the same for two pieces that a reader takes for the same; "" for a tag.
    """

    key: str = ""
    node: Node | None = None
    tag: str = ""


def is_leaf(element: Element) -> bool:
    """Whether text stands right in `element`: it is compared word by word, not child by child."""
    if element.tag in CONTAINERS:
        return False
    if element.tag in {"pre", "p"}:
        return True
    return any(
        isinstance(child, OpaqueNode) or (isinstance(child, str) and not child.isspace())
        if not isinstance(child, Element)
        else child.tag in INLINE_DIFF_TAGS
        for child in element.children
    )


def iter_tokens(node: Node) -> Iterator[DiffToken]:
    """Yield the tokens of `node`, with the tags within it in between."""
    if isinstance(node, str):
        yield from (DiffToken(word, word) for word in split_diff_tokens(node))
    elif isinstance(node, OpaqueNode):
        yield DiffToken(f"${node.text or node.html}$", node)
    elif node.tag in WHOLE_ELEMENTS:
        yield DiffToken(f"<{node.tag} {node.attributes.get(WHOLE_ELEMENTS[node.tag], '')}>", node)
    elif node.tag in VOID_TAGS:
        yield DiffToken(f"<{node.tag}>", node)
    else:
        opening, closing = split_tags(node)
        yield DiffToken(tag=opening)
        yield from iter_child_tokens(node)
        yield DiffToken(tag=closing)


def iter_child_tokens(element: Element) -> Iterator[DiffToken]:
    for child in element.children:
        yield from iter_tokens(child)


def split_tags(element: Element) -> tuple[str, str]:
    """Return the tag that opens `element`, and the one that closes it."""
    closing = f"</{element.tag}>"
    return serialize_html(Element(element.tag, element.attributes)).removesuffix(closing), closing


def list_token_keys(node: Node) -> list[str]:
    """Return what a reader gets of `node`, in order; white space is left out."""
    return [token.key for token in iter_tokens(node) if token.key and not token.key.isspace()]


def hide_drawings(html: str, prefix: str) -> tuple[str, dict[str, str]]:
    """Return `html` with an empty element in the place of each SVG drawing, and the drawings.

    The element names the drawing by `index`, which begins with `prefix`, and what it shows by `key`.
    """
    drawings: dict[str, str] = {}
    parts: list[str] = []
    position = start = depth = 0
    for tag in DRAWING_TAG.finditer(html):
        if tag[2]:
            continue
        if not tag[1] and not depth:
            start = tag.start()
        depth += -1 if tag[1] else 1
        if tag[1] and depth == 0:
            index, drawing = f"{prefix}-{len(drawings)}", html[start : tag.end()]
            key = sha256(drawing.encode()).hexdigest()
            parts += [
                html[position:start],
                f'<{DRAWING_HOLDER} key="{key}" index="{index}"></{DRAWING_HOLDER}>',
            ]
            drawings[index] = drawing
            position = tag.end()
        depth = max(depth, 0)
    return "".join([*parts, html[position:]]), drawings
