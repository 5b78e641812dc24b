"""Callouts: `> [!NOTE] Title`, as GitHub and Obsidian write them."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import chain

from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.tree import VOID_TAGS, Element, Node, OpaqueNode

# Every name that a dialect uses, and which of our kinds it is.
CALLOUT_KINDS: dict[str, str] = {
    name: kind
    for kind, names in {
        "note": "note info abstract summary tldr todo example quote cite default primary seealso",
        "tip": "tip hint success check done",
        "important": "important key question help faq",
        "warning": "warning warn attention",
        "caution": "caution danger error failure fail missing bug",
        "correction": "correction corrigendum corrected erratum errata 勘误 勘誤 更正 订正 訂正",
        "update": "update updated 更新",
    }.items()
    for name in names.split()
}
# Where no stylesheet colours a callout, its sign tells the kind.
CALLOUT_ICONS = {
    "note": "ℹ️",
    "tip": "💡",
    "important": "❗",
    "warning": "⚠️",
    "caution": "🛑",
    "correction": "✏️",
    "update": "🔄",
}
CALLOUT_MARKER = re.compile(r"\s*\[!([\w-]+)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*")
TITLE_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?!\w)")

# They show something with nothing in them.
CHILDLESS_TAGS = VOID_TAGS | {"audio", "video"}

# A callout of Notion, an `<aside>`, tells its kind by its icon only.
ICON_CALLOUT = "aside"
ICON_KINDS = {
    **dict.fromkeys("💡✅👉🌟", "tip"),
    **dict.fromkeys("⚠🚧🔔", "warning"),
    **dict.fromkeys("🔑❓", "important"),
    **dict.fromkeys("❗‼🚨⛔🛑❌🔥", "caution"),
}
ICON_CHARACTER = r"[\u203c\u2139\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
# An emoji may be several code points: a key, a flag, one with a colour of skin, several joined.
ICON_PATTERN = re.compile(
    rf"\s*({ICON_CHARACTER}|[0-9#*](?=\ufe0f?\u20e3))"
    rf"(?:[\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]|\u200d{ICON_CHARACTER})*\s*"
)


def render_callout(quote: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the callout that a quotation beginning with `[!kind]` is; None for any other quotation."""
    first = next((child for child in quote.children if isinstance(child, Element)), None)
    if first is None or first.tag != "p" or not first.children or not isinstance(first.children[0], str):
        return None
    if not (match := CALLOUT_MARKER.match(first.children[0])):
        return None
    first.children[0] = first.children[0][match.end() :]
    title, first.children = split_first_line(first.children)
    name = match[1].lower()
    kind = pop_icon_kind(quote) if name == ICON_CALLOUT else CALLOUT_KINDS.get(name, "note")
    label = labels_for(context.language)[kind]
    return [build_callout(kind, match[2], format_callout_title(title, label), quote.children)]


def find_callout_sign(element: Element) -> str:
    """Return the sign of the callout that `element` is; "" for any other element."""
    if not element.has_class("callout"):
        return ""
    kinds = (name.removeprefix("callout-") for name in element.attributes["class"].split())
    return next((CALLOUT_ICONS[kind] for kind in kinds if kind in CALLOUT_ICONS), CALLOUT_ICONS["note"])


def format_callout_title(title: list[Node], label: str) -> list[Node]:
    """Return the title of a callout: its author's; its kind's, `label`, for none and before a date."""
    first = title[0] if title else ""
    if not isinstance(first, str):
        return title
    match = TITLE_DATE.match(first)
    if not match or not (day := iso_date(match)):
        return title or [label]
    time = Element("time", {"datetime": day}, [match[0]])
    return [f"{label} ", time, *drop_empty_text([first[match.end() :], *title[1:]])]


def iso_date(match: re.Match[str]) -> str:
    """Return the day as HTML writes it, or "" where the calendar has no such day."""
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""


def pop_icon_kind(quote: Element) -> str:
    """Return the kind that the icon before the text tells, and remove the icon."""
    for child in quote.children:
        if isinstance(child, Element) and child.children:
            text = child.children[0]
            if not isinstance(text, str) or not (match := ICON_PATTERN.match(text)):
                break
            child.children = drop_empty_text([text[match.end() :], *child.children[1:]])
            return ICON_KINDS.get(match[1], "note")
    return "note"


def split_first_line(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Return the children of a paragraph that are its first line, and the others."""
    for position, node in enumerate(nodes):
        if isinstance(node, Element) and node.tag == "br":
            return list(nodes[:position]), list(nodes[position + 1 :])
        if isinstance(node, str) and "\n" in node:
            head, _, tail = node.partition("\n")
            first = [*nodes[:position], head.rstrip()]
            return drop_empty_text(first), drop_empty_text([tail, *nodes[position + 1 :]])
    return drop_empty_text(nodes), []


def shows_something(node: Node) -> bool:
    """Whether `node` is more than white space or an element with nothing in it."""
    if isinstance(node, str):
        return bool(node.strip())
    return isinstance(node, OpaqueNode) or bool(node.children) or node.tag in CHILDLESS_TAGS


def drop_empty_text(nodes: Sequence[Node]) -> list[Node]:
    return [node for node in nodes if node != ""]


def build_callout(kind: str, fold: str, title: list[Node], body: list[Node]) -> Element:
    """Return the callout; `fold` is "-" for a closed one, "+" for an open one that folds, or empty."""
    attributes = {"class": f"callout callout-{kind}"}
    tag, title_tag = ("details", "summary") if fold else ("aside", "p")
    if fold == "+":
        attributes["open"] = ""
    blocks: list[Node] = [Element(title_tag, {"class": "callout-title"}, title)]
    blocks += filter(shows_something, body)
    return Element(tag, attributes, ["\n", *chain.from_iterable((block, "\n") for block in blocks)])
