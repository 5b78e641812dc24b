"""How long an excerpt is, and where it may be cut: never inside a formula, a code span or a character."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from posts.rendering.characters import HAN_RANGES
from posts.rendering.tree import Element, Node, OpaqueNode

# The excerpt may end before or after one of these, but not inside.
UNCUT_TAGS = frozenset({"a", "code", "kbd", "ruby", "samp", "time", "var"})

# 1 is a whole excerpt: about 85 Han characters or 38 words, two lines of a list.
HAN_WEIGHT, WORD_WEIGHT, PLACEHOLDER_WEIGHT = 0.0118, 0.0264, 0.006
MIN_EXCERPT_WEIGHT, MAX_EXCERPT_WEIGHT = 0.5, 1.3
# No more of a paragraph is looked at.
MAX_PARAGRAPH_CHARACTERS = 5_000
# Stands in flat text for what is never cut.
PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
# A formula in a sentence counts as so many characters, a display formula as so many a row.
CHARACTERS_PER_FORMULA, CHARACTERS_PER_ROW = 6, 60
TEXT_UNIT = re.compile(rf"(?P<han>[{HAN_RANGES}])|(?P<piece>{PLACEHOLDER})|[^\W_]+", re.UNICODE)
ABBREVIATIONS = (r"e\.g", r"i\.e", "al", "cf", "vs", "Eq", "Fig", "Sec", "Dr", "Mr")
NOT_ABBREVIATED = "".join(rf"(?<!\b{name})" for name in ABBREVIATIONS)
SENTENCE_END = re.compile(
    rf"[。！？…]+[”’」』）)]*|(?=[.!?]){NOT_ABBREVIATED}(?<![.!?])[.!?]+[\"'”’)]*(?=\s+[^\sa-z]|\s*$)"
)
CLAUSE_END = re.compile(r"[，；、：]|[,;:]?\s")
JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")


def flatten_text(nodes: Iterable[Node], *, masked: bool = True) -> str:
    """Return the text of `nodes`, with a PLACEHOLDER for every character of what is never cut.

    If it is not `masked`, only formulas are placeholders.
    """
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, OpaqueNode):
            parts.append(PLACEHOLDER * formula_length(node))
        elif node.tag == "br":
            parts.append("\n")
        else:
            inside = flatten_text(node.children, masked=masked)
            parts.append(PLACEHOLDER * len(inside) if masked and node.tag in UNCUT_TAGS else inside)
    return "".join(parts)


def formula_length(formula: OpaqueNode) -> int:
    """Return how many characters a formula counts as."""
    if formula.kind == "display":
        return CHARACTERS_PER_ROW * (formula.text.count(r"\\") + 1)
    return CHARACTERS_PER_FORMULA if formula.kind == "formula" else 1


def running_weights(text: str, weight: float) -> list[float]:
    """Return how full an excerpt is after each number of characters of `text`, beginning at `weight`."""
    weights = [weight] * (len(text) + 1)
    end = 0
    for unit in TEXT_UNIT.finditer(text):
        weights[end + 1 : unit.end()] = [weight] * (unit.end() - end - 1)
        weight += HAN_WEIGHT if unit["han"] else PLACEHOLDER_WEIGHT if unit["piece"] else WORD_WEIGHT
        end = unit.end()
        weights[end] = weight
    weights[end + 1 :] = [weight] * (len(text) - end)
    return weights


def shorten_block(block: Element, text: str, weights: Sequence[float]) -> list[Node]:
    """Return `block` up to the end of a sentence; failing that of a clause, of a word, of a character."""
    if position := find_best_end(SENTENCE_END, text, weights):
        return take_characters([block], position)
    if weights[0] >= MIN_EXCERPT_WEIGHT:
        return []
    position = find_best_end(CLAUSE_END, text, weights) or find_character_end(text, weights)
    cut = take_characters([block], position)
    return [add_ellipsis(node) for node in cut]


def find_best_end(pattern: re.Pattern[str], text: str, weights: Sequence[float]) -> int:
    """Return where the excerpt ends best: the first match where it is full, else the last before; or 0."""
    best_end = 0
    for match in pattern.finditer(text):
        if weights[match.end()] > MAX_EXCERPT_WEIGHT:
            break
        if weights[match.end()] >= MIN_EXCERPT_WEIGHT:
            best_end = match.end()
        if weights[match.end()] >= 1:
            break
    return best_end


def find_character_end(text: str, weights: Sequence[float]) -> int:
    """Return the first position, from a full excerpt on, between two characters as people see them."""
    position = next((position for position, weight in enumerate(weights) if weight >= 1), len(text))
    while position < len(text) and (is_joined(text[position - 1], text[position])):
        position += 1
    return position


def is_joined(before: str, after: str) -> bool:
    """Whether two code points, or two placeholders, belong together."""
    if before == after == PLACEHOLDER or before == "\N{ZERO WIDTH JOINER}":
        return True
    is_modifier = "\U0001f1e6" <= after <= "\U0001f1ff" or "\U0001f3fb" <= after <= "\U0001f3ff"
    return is_modifier or after in JOINERS or bool(unicodedata.combining(after))


def take_characters(nodes: Iterable[Node], length: int) -> list[Node]:
    """Return the first `length` characters of `nodes`, as `flatten_text` counts them."""
    chosen: list[Node] = []
    for node in nodes:
        if length <= 0:
            break
        if isinstance(node, str):
            chosen.append(node[:length])
        elif isinstance(node, OpaqueNode) or node.tag in UNCUT_TAGS:
            chosen.append(node)
        else:
            chosen.append(Element(node.tag, node.attributes, take_characters(node.children, length)))
        length -= len(flatten_text([node]))
    return chosen


def drop_characters(nodes: Iterable[Node], length: int) -> list[Node]:
    """Return `nodes` without their first `length` characters, as `flatten_text` counts them."""
    kept: list[Node] = []
    for node in nodes:
        if length <= 0:
            kept.append(node)
        elif isinstance(node, str):
            kept.append(node[length:].lstrip() if length < len(node) else "")
        elif isinstance(node, Element) and node.tag not in UNCUT_TAGS and len(flatten_text([node])) > length:
            kept.append(Element(node.tag, node.attributes, drop_characters(node.children, length)))
        length -= len(flatten_text([node]))
    return [node for node in kept if node != ""]


def find_sentence_ends(text: str) -> list[int]:
    return [match.end() for match in SENTENCE_END.finditer(text)]


def add_ellipsis(node: Node) -> Node:
    """Return `node` with an ellipsis behind its last text."""
    if not isinstance(node, Element) or node.tag in UNCUT_TAGS:
        return Element("", {}, [node, "…"])
    *before, last = node.children or [""]
    return Element(node.tag, node.attributes, [*before, add_ellipsis(last)])
