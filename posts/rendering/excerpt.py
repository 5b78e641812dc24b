"""Excerpts: the opening of a post, for lists and previews, with formulas and code spans whole."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from posts.rendering.plain import plain_text
from posts.rendering.text import HAN
from posts.rendering.tree import Atom, Element, Node, serialise

# What an excerpt is made of where the author marked none; lists count as paragraphs.
PARAGRAPHS = frozenset({"blockquote", "dl", "ol", "p", "ul"})
DROPPED = frozenset(
    """
    audio details figure h1 h2 h3 h4 h5 h6 hr img input picture pre section table video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
DROPPED_CLASSES = ("bookmark", "callout-title", "code", "footnote-ref", "table")
# What is in them counts as if it stood alone.
UNWRAPPED = frozenset({"aside", "center", "div"})
KEPT_ATTRIBUTES = ("class", "dir", "href", "lang", "tabindex", "title")
# The excerpt may end before or after one of these, never inside.
WHOLE = frozenset({"a", "code", "kbd", "ruby", "samp", "time", "var"})
INNER_ADDRESS = re.compile(r' (?:id|href)="#?[^"]*"')

# 1 is a whole excerpt: about 200 Han characters or 100 words.
HAN_WEIGHT, WORD_WEIGHT, PIECE_WEIGHT = 1 / 200, 1 / 100, 1 / 200
TOO_LITTLE, TOO_MUCH = 0.5, 1.3
# In characters: no excerpt comes near it, and no more of a paragraph is looked at.
LONGEST = 5_000
# Stands in flat text for what is never cut.
PIECE = "\N{OBJECT REPLACEMENT CHARACTER}"
CHARACTERS_A_ROW = 60
UNIT = re.compile(rf"(?P<han>[{HAN}])|(?P<piece>{PIECE})|[^\W_]+", re.UNICODE)
ABBREVIATIONS = (r"e\.g", r"i\.e", "al", "cf", "vs", "Eq", "Fig", "Sec", "Dr", "Mr")
NO_ABBREVIATION = "".join(rf"(?<!\b{name})" for name in ABBREVIATIONS)
SENTENCE_END = re.compile(
    rf"[。！？…]+[”’」』）)]*|{NO_ABBREVIATION}(?<![.!?])[.!?]+[\"'”’)]*(?=\s+[^\sa-z]|\s*$)"
)
CLAUSE_END = re.compile(r"[，；、：]|[,;:]?\s")
JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")


def excerpt_of(root: Element, *, whole: bool) -> str:
    """Return the excerpt of the post `root` as HTML.

    All of it where it is `whole`; else what stands before `<!-- more -->`;
    else the first paragraphs, ended where a sentence ends.
    """
    marked = root.children if whole else before_mark(root.children) or []
    return written(kept(marked)) or written(opening(root))


def written(nodes: list[Node]) -> str:
    return serialise(Element("", {}, nodes)).strip()


def before_mark(nodes: Sequence[Node]) -> list[Node] | None:
    """Return what stands before the author's mark, or None where there is no mark."""
    for place, node in enumerate(nodes):
        if isinstance(node, Atom) and node.kind == "more":
            return list(nodes[:place])
        if isinstance(node, Element) and (inside := before_mark(node.children)) is not None:
            return [*nodes[:place], Element(node.tag, node.attributes, inside)]
    return None


def kept(nodes: Iterable[Node]) -> list[Node]:
    """Return copies of `nodes` without what has no place in an excerpt."""
    copies: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            copies.append(node)
        elif isinstance(node, Atom):
            if node.kind != "code":
                copies.append(Atom(node.kind, node.text, INNER_ADDRESS.sub("", node.html)))
        elif node.tag in DROPPED or any(map(node.has_class, DROPPED_CLASSES)):
            continue
        elif is_wrapper(node) or node.attributes.get("href", "").startswith("#"):
            copies.extend(kept(node.children))
        else:
            copies.extend(kept_element(node))
    return copies


def kept_element(element: Element) -> list[Node]:
    """Return a copy of `element`, or nothing where nothing would be in it."""
    children = kept(element.children)
    if element.tag != "br" and not any(not isinstance(child, str) or child.strip() for child in children):
        return []
    attributes = {name: value for name, value in element.attributes.items() if name in KEPT_ATTRIBUTES}
    return [Element(element.tag, attributes, children)]


def opening(root: Element) -> list[Node]:
    """Return the first paragraphs of `root`, up to the weight of an excerpt."""
    taken: list[Node] = []
    weight = 0.0
    introduces = False
    for block, following in pairwise(chain(paragraphs(root), [Element("")])):
        text = flat([block])[:LONGEST]
        weights = running_weights(text, weight)
        is_needed = is_formula(block) and weight < TOO_LITTLE
        if (weights[-1] > TOO_MUCH and not is_needed) or len(text) >= LONGEST:
            if part := shortened(block, text, weights):
                return [*taken, *part]
            break
        taken.append(block)
        weight = weights[-1]
        introduces = is_introduction(block, following)
        # The next paragraph is not what is introduced: that was code, or a table.
        if weight >= 1 and not (introduces and following.tag != "p"):
            break
    return without_introduction(taken) if introduces else taken


def is_formula(block: Element) -> bool:
    return block.has_class("formula")


def is_introduction(block: Element, following: Element) -> bool:
    """Whether `block` cannot be read without what `following`, or something left out, says."""
    text = flat([block]).rstrip()
    if block.tag != "p":
        return False
    is_open = not any(match.end() == len(text) for match in SENTENCE_END.finditer(text))
    return text.endswith(("：", ":")) or (is_open and is_formula(following))


def without_introduction(taken: Sequence[Node]) -> list[Node]:
    """Return `taken` without the last sentence, if anything is left then."""
    *before, last = taken
    text = flat([last])
    sentences = [match.end() for match in SENTENCE_END.finditer(text)]
    return [*before, *head([last], sentences[-1] if sentences else 0)] or list(taken)


def paragraphs(root: Element) -> Iterable[Element]:
    """The paragraphs and display formulas of `root`, fit for an excerpt."""
    for block in root.children:
        if not isinstance(block, Element):
            continue
        if is_wrapper(block):
            yield from paragraphs(block)
        elif block.tag in PARAGRAPHS or is_formula(block):
            for copy in kept([block]):
                if isinstance(copy, Element) and plain_text(copy):
                    yield copy


def is_wrapper(element: Element) -> bool:
    return element.tag in UNWRAPPED and not is_formula(element)


def flat(nodes: Iterable[Node]) -> str:
    """Return the text of `nodes`, every character of what must stay whole a PIECE."""
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Atom):
            parts.append(PIECE * width(node))
        else:
            inside = flat(node.children)
            parts.append(PIECE * len(inside) if node.tag in WHOLE else inside)
    return "".join(parts)


def width(formula: Atom) -> int:
    """Return how many characters a formula counts as."""
    return CHARACTERS_A_ROW * (formula.text.count(r"\\") + 1) if formula.kind == "display" else 1


def running_weights(text: str, weight: float) -> list[float]:
    """Return how full an excerpt is after each number of characters of `text`, beginning at `weight`."""
    weights = [weight] * (len(text) + 1)
    end = 0
    for unit in UNIT.finditer(text):
        weights[end + 1 : unit.end()] = [weight] * (unit.end() - end - 1)
        weight += HAN_WEIGHT if unit["han"] else PIECE_WEIGHT if unit["piece"] else WORD_WEIGHT
        end = unit.end()
        weights[end] = weight
    weights[end + 1 :] = [weight] * (len(text) - end)
    return weights


def shortened(block: Element, text: str, weights: Sequence[float]) -> list[Node]:
    """Return `block` up to the end of a sentence; failing that of a clause, of a word, of a character."""
    if place := best_end(SENTENCE_END, text, weights):
        return head([block], place)
    if weights[0] >= TOO_LITTLE:
        return []
    place = best_end(CLAUSE_END, text, weights) or character_end(text, weights)
    cut = head([block], place)
    return [ellipsed(node) for node in cut]


def best_end(pattern: re.Pattern[str], text: str, weights: Sequence[float]) -> int:
    """Return where the excerpt ends best: the first place where it is full, else the last before; or 0."""
    best = 0
    for match in pattern.finditer(text):
        if weights[match.end()] > TOO_MUCH:
            break
        if weights[match.end()] >= TOO_LITTLE:
            best = match.end()
        if weights[match.end()] >= 1:
            break
    return best


def character_end(text: str, weights: Sequence[float]) -> int:
    """Return the first place from a whole excerpt on that parts two characters as people see them."""
    place = next((place for place, weight in enumerate(weights) if weight >= 1), len(text))
    while place < len(text) and (is_joined(text[place - 1], text[place])):
        place += 1
    return place


def is_joined(before: str, after: str) -> bool:
    """Whether two code points, or two of what must stay whole, belong together."""
    if before == after == PIECE or before == "\N{ZERO WIDTH JOINER}":
        return True
    is_modifier = "\U0001f1e6" <= after <= "\U0001f1ff" or "\U0001f3fb" <= after <= "\U0001f3ff"
    return is_modifier or after in JOINERS or bool(unicodedata.combining(after))


def head(nodes: Iterable[Node], length: int) -> list[Node]:
    """Return the first `length` characters of `nodes`, as `flat` counts them."""
    taken: list[Node] = []
    for node in nodes:
        if length <= 0:
            break
        if isinstance(node, str):
            taken.append(node[:length])
        elif isinstance(node, Atom) or node.tag in WHOLE:
            taken.append(node)
        else:
            taken.append(Element(node.tag, node.attributes, head(node.children, length)))
        length -= len(flat([node]))
    return taken


def ellipsed(node: Node) -> Node:
    """Return `node` with an ellipsis behind its last text."""
    if not isinstance(node, Element) or node.tag in WHOLE:
        return Element("", {}, [node, "…"])
    *before, last = node.children or [""]
    return Element(node.tag, node.attributes, [*before, ellipsed(last)])
