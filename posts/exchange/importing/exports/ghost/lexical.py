"""Lexical, the text of Ghost 5 and later: a tree of nodes as JSON. The walk keeps its own stack."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

from posts.exchange.importing.exports.ghost.body import BodyWriter, escape_with_breaks
from posts.exchange.importing.exports.ghost.cards import write_card
from posts.exchange.json_values import (
    read_flag_value,
    read_list_value,
    read_mapping_value,
    read_number_value,
    read_text_value,
)

LexicalNode = dict[str, Any]
# Bits of `format` of a text, and the element that each is (lexical/LexicalConstants: TEXT_TYPE_TO_FORMAT).
TEXT_FORMATS = (
    (1, "strong"),
    (2, "em"),
    (4, "s"),
    (8, "u"),
    (32, "sub"),
    (64, "sup"),
    (128, "mark"),
    (16, "code"),
)
HEADING_NAMES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
NODE_TAGS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "table": "table",
    "tablerow": "tr",
    "tablecell": "td",
}
LEXICAL_TEXT_TYPES = frozenset({"text", "extended-text", "tk", "emoji", "code-highlight", "hashtag"})
BREAKS = {"linebreak": "<br>", "tab": " ", "zwnj": "", "at-link-search": ""}


class Markup(str):
    """HTML that is put as it is."""

    __slots__ = ()


def write_lexical(document: Any, body: BodyWriter) -> None:
    """Add a document, such as `{"root": {"children": […]}}`, to `body`; what is no node is text."""
    pending: list[Any] = read_list_value(read_mapping_value(document, "root"), "children")[::-1]
    while pending:
        node = pending.pop()
        if isinstance(node, Markup):
            body.add_html(node)
        elif isinstance(node, dict):
            pending += reversed(list(open_node(node, body)))
        elif isinstance(node, str | int | float) and not isinstance(node, bool):
            body.add_text(str(node))


def open_node(node: LexicalNode, body: BodyWriter) -> Iterable[Any]:
    """Add what `node` is; return what is in it, and the markup around that, in its order."""
    kind = read_text_value(node, "type")
    children = read_list_value(node, "children")
    if opener := NODE_OPENERS.get(kind):
        return opener(node, children)
    if kind in LEXICAL_TEXT_TYPES or ("text" in node and not children):
        return [Markup(write_text_node(node))]
    if kind in BREAKS:
        return [Markup(BREAKS[kind])]
    if not children:
        write_card(kind, node, body)
    elif kind not in {"root", "listitem"}:
        body.add_note("unknown part of the text, its text kept", kind or "without a type")
    return wrap_children(children, "<div>", "</div>") if children else []


def open_link(node: LexicalNode, children: list[Any]) -> Iterable[Any]:
    return wrap_children(children, f'<a href="{escape(read_text_value(node, "url"))}">', "</a>")


def open_heading(node: LexicalNode, children: list[Any]) -> Iterable[Any]:
    tag = read_text_value(node, "tag").lower()
    tag = tag if tag in HEADING_NAMES else "h2"
    return wrap_children(children, f"<{tag}{name_heading(children)}>", f"</{tag}>")


def open_block(node: LexicalNode, children: list[Any]) -> Iterable[Any]:
    tag = NODE_TAGS[read_text_value(node, "type")]
    return wrap_children(children, f"<{tag}>", f"</{tag}>")


def wrap_children(children: list[Any], opening: str, closing: str) -> Iterator[Any]:
    yield Markup(opening)
    yield from children
    yield Markup(closing)


def open_list(node: LexicalNode, children: list[Any]) -> Iterator[Any]:
    """Give the items of a list. An item that is nothing but lists belongs to the item before it."""
    is_numbered = read_text_value(node, "listType") == "number" or read_text_value(node, "tag") == "ol"
    start = read_number_value(node, "start", 1)
    yield Markup(f'<ol start="{start}">' if is_numbered and start != 1 else "<ol>" if is_numbered else "<ul>")
    is_open = False
    for child in children:
        inner = read_list_value(child, "children")
        is_nested = bool(inner) and all(read_text_value(each, "type") == "list" for each in inner)
        if is_open and not is_nested:
            yield Markup("</li>")
        if not (is_open and is_nested):
            yield Markup(f"<li>{write_check(child)}")
            is_open = True
        yield from inner if inner or is_listitem(child) else [child]
    if is_open:
        yield Markup("</li>")
    yield Markup("</ol>" if is_numbered else "</ul>")


def is_listitem(node: Any) -> bool:
    return read_text_value(node, "type") == "listitem"


def write_check(item: Any) -> str:
    """Return the box of a task; "" for an item that is none."""
    if not isinstance(item, dict) or not isinstance(item.get("checked"), bool):
        return ""
    return f'<input type="checkbox"{" checked" if read_flag_value(item, "checked") else ""}>'


def write_text_node(node: LexicalNode) -> str:
    """Return a text with its formats."""
    text = read_text_value(node, "text")
    inner = text.strip()
    html = escape_with_breaks(inner)
    bits = read_number_value(node, "format") if inner else 0
    for bit, tag in reversed(TEXT_FORMATS):
        if bits & bit:
            html = f"<{tag}>{html}</{tag}>"
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return f"{escape_with_breaks(before)}{html}{escape_with_breaks(after)}"


def name_heading(children: list[Any]) -> str:
    """Return the id that Ghost gives a heading, as an attribute: links within the post lead to it."""
    text = "".join(read_text_value(child, "text") for child in children).lower()
    words = "".join(sign if sign.isalnum() or sign in "-_" else " " for sign in text).split()
    return f' id="{escape("-".join(words))}"' if words else ""


NODE_OPENERS: dict[str, Callable[[LexicalNode, list[Any]], Iterable[Any]]] = {
    **dict.fromkeys(NODE_TAGS, open_block),
    "list": open_list,
    "link": open_link,
    "autolink": open_link,
    "at-link": open_link,
    "heading": open_heading,
    "extended-heading": open_heading,
}
