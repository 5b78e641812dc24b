"""Callouts: `> [!NOTE] Title`, as GitHub and Obsidian write them."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import chain

from posts.rendering.page import Page
from posts.rendering.tree import Atom, Element, Node
from posts.rendering.words import words

# Every name a dialect uses, and which of our kinds it is.
KINDS: dict[str, str] = {
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
MARK = re.compile(r"\s*\[!([\w-]+)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*")
DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?!\w)")

# A note of Notion's, an `<aside>`, tells its kind by its icon only.
BY_ICON = "aside"
ICONS = {
    **dict.fromkeys("💡✅👉🌟", "tip"),
    **dict.fromkeys("⚠🚧🔔", "warning"),
    **dict.fromkeys("🔑❓", "important"),
    **dict.fromkeys("❗‼🚨⛔🛑❌🔥", "caution"),
}
SIGN = r"[\u203c\u2139\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
# An emoji may be several code points: a key, a flag, one with a colour of skin, several joined.
ICON = re.compile(
    rf"\s*({SIGN}|[0-9#*](?=\ufe0f?\u20e3))"
    rf"(?:[\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]|\u200d{SIGN})*\s*"
)


def callout(quote: Element, page: Page) -> Sequence[Node] | None:
    """Turn a quotation that begins with a callout's mark into the callout."""
    first = next((child for child in quote.children if isinstance(child, Element)), None)
    if first is None or first.tag != "p" or not first.children or not isinstance(first.children[0], str):
        return None
    if not (match := MARK.match(first.children[0])):
        return None
    first.children[0] = first.children[0][match.end() :]
    title, first.children = split_line(first.children)
    name = match[1].lower()
    kind = take_icon(quote) if name == BY_ICON else KINDS.get(name, "note")
    return [boxed(kind, match[2], titled(title, words(page.language)[kind]), quote.children)]


def titled(title: list[Node], word: str) -> list[Node]:
    """Return the title of a callout: its author's, but `word`, its kind's, alone and before a date."""
    first = title[0] if title else ""
    if not isinstance(first, str):
        return title
    match = DATE.match(first)
    if not match or not (day := day_of(match)):
        return title or [word]
    stamp = Element("time", {"datetime": day}, [match[0]])
    return [f"{word} ", stamp, *nonempty([first[match.end() :], *title[1:]])]


def day_of(match: re.Match[str]) -> str:
    """Return the day as HTML writes it, or "" where the calendar has no such day."""
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""


def take_icon(quote: Element) -> str:
    """Return the kind that the icon before the text tells, and take the icon away."""
    for child in quote.children:
        if isinstance(child, Element) and child.children:
            text = child.children[0]
            if not isinstance(text, str) or not (match := ICON.match(text)):
                break
            child.children = nonempty([text[match.end() :], *child.children[1:]])
            return ICONS.get(match[1], "note")
    return "note"


def split_line(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Split a paragraph's children after its first line."""
    for place, node in enumerate(nodes):
        if isinstance(node, Element) and node.tag == "br":
            return list(nodes[:place]), list(nodes[place + 1 :])
        if isinstance(node, str) and "\n" in node:
            head, _, tail = node.partition("\n")
            return nonempty([*nodes[:place], head.rstrip()]), nonempty([tail, *nodes[place + 1 :]])
    return nonempty(nodes), []


def nonempty(nodes: Sequence[Node]) -> list[Node]:
    return [node for node in nodes if node != ""]


def boxed(kind: str, fold: str, title: list[Node], body: list[Node]) -> Element:
    """Return the callout; `fold` is "-" for a closed one, "+" for an open one that folds, or empty."""
    attributes = {"class": f"callout callout-{kind}"}
    tag, title_tag = ("details", "summary") if fold else ("aside", "p")
    if fold == "+":
        attributes["open"] = ""
    blocks: list[Node] = [Element(title_tag, {"class": "callout-title"}, title)]
    blocks += [
        node for node in body if isinstance(node, Atom) or (isinstance(node, Element) and node.children)
    ]
    return Element(tag, attributes, ["\n", *chain.from_iterable((block, "\n") for block in blocks)])
