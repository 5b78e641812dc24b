"""The plain text of a tree: for search, for descriptions, for word counts."""

import math
import re
from collections.abc import Iterable

from posts.rendering.characters import HAN_RANGES
from posts.rendering.tree import Node, OpaqueNode

BLOCK_TAGS = frozenset(
    """
    aside blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p
    pre section summary table td th tr ul
    """.split()  # noqa: SIM905  (a list would take a line for each)
)

# Classes of elements that are no part of what the author wrote.
UNREAD_CLASSES = frozenset(
    {
        *("bookmark-host", "citation-backref", "citation-number", "diagram-source-title"),
        *("footnote-backref", "footnote-ref"),
    }
)

HAN_PER_MINUTE = 400
WORDS_PER_MINUTE = 230
CONSECUTIVE_HAN = re.compile(f"[{HAN_RANGES}]+")
WORD_PATTERN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def extract_text(node: Node, *, include_code: bool = True) -> str:
    """Return the text of `node`: formulas as TeX, images as their alternative text, a line for each block.

    Without `include_code`, code blocks and the list of literature are left out.
    """
    parts: list[str] = []
    _collect_text([node], parts, include_code)
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _collect_text(nodes: Iterable[Node], parts: list[str], code: bool) -> None:  # noqa: FBT001  (ours alone)
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, OpaqueNode):
            if code or node.kind != "code":
                parts.append(f"\n{node.text}\n" if node.kind in {"code", "display"} else node.text)
        elif node.tag == "img":
            parts.append(node.attributes.get("alt", ""))
        elif node.attributes.get("class") not in UNREAD_CLASSES and (
            code or not node.has_class("references")
        ):
            edge = "\n" if node.tag in BLOCK_TAGS else ""
            parts.append(edge)
            _collect_text(node.children, parts, code)
            parts.append(edge)


def estimate_reading_minutes(han: int, words: int) -> int:
    """Return how long a text of `count_words` takes to read, in whole minutes; at least 1."""
    return max(1, math.ceil(han / HAN_PER_MINUTE + words / WORDS_PER_MINUTE - 0.5))


def count_words(text: str) -> tuple[int, int]:
    """Return how many Han characters, and how many words of other scripts, are in `text`."""
    others = CONSECUTIVE_HAN.split(text)
    return len(text) - sum(map(len, others)), len(WORD_PATTERN.findall(" ".join(others)))
