"""The excerpt: the beginning of a post, for lists and previews, in which no formula or code span is cut."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from posts.rendering.characters import HAN_RANGES
from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.passes.omissions import add_callout_sign, build_omission, is_omission, label_omissions
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node, OpaqueNode, serialize_html

# What an excerpt is made of where the author set no marker; lists count as paragraphs.
PARAGRAPH_TAGS = frozenset({"blockquote", "dl", "ol", "p", "ul"})
DROPPED_TAGS = frozenset(
    """
    audio details figure h1 h2 h3 h4 h5 h6 hr img input picture pre section table video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
DROPPED_CLASSES = ("bookmark", "callout-title", "code", "footnote-ref", "link-card-host", "table")
# Their children count as if they stood alone.
WRAPPER_TAGS = frozenset({"aside", "center", "div"})
KEPT_ATTRIBUTES = ("class", "dir", "href", "lang", "tabindex", "title")
# The excerpt may end before or after one of these, but not inside.
UNCUT_TAGS = frozenset({"a", "code", "kbd", "ruby", "samp", "time", "var"})
ID_OR_FRAGMENT = re.compile(r' (?:id|href)="#?[^"]*"')

# 1 is a whole excerpt: about 200 Han characters or 100 words.
HAN_WEIGHT, WORD_WEIGHT, PLACEHOLDER_WEIGHT = 1 / 200, 1 / 100, 1 / 200
MIN_EXCERPT_WEIGHT, MAX_EXCERPT_WEIGHT = 0.5, 1.3
# In characters: no excerpt comes near it, and no more of a paragraph is looked at.
MAX_PARAGRAPH_CHARACTERS = 5_000
# Stands in flat text for what is never cut.
PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
CHARACTERS_PER_ROW = 60
TEXT_UNIT = re.compile(rf"(?P<han>[{HAN_RANGES}])|(?P<piece>{PLACEHOLDER})|[^\W_]+", re.UNICODE)
ABBREVIATIONS = (r"e\.g", r"i\.e", "al", "cf", "vs", "Eq", "Fig", "Sec", "Dr", "Mr")
NOT_ABBREVIATED = "".join(rf"(?<!\b{name})" for name in ABBREVIATIONS)
SENTENCE_END = re.compile(
    rf"[。！？…]+[”’」』）)]*|(?=[.!?]){NOT_ABBREVIATED}(?<![.!?])[.!?]+[\"'”’)]*(?=\s+[^\sa-z]|\s*$)"
)
CLAUSE_END = re.compile(r"[，；、：]|[,;:]?\s")
JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")


def set_excerpt(root: Element, context: RenderContext) -> None:
    """Make the excerpt of the post: of its summary, or where it has none of its text.

    Warnings about the summary and its formulas are the post's too.
    """
    labels = labels_for(context.language)
    if context.summary is None:
        marked = nodes_before_marker(root.children) if context.has_excerpt_marker else None
        context.excerpt = make_excerpt(root, marked or [], labels)
        return
    summary = context.summary
    context.formulas += summary.context.formulas
    context.warnings += [replace(warning, field="summary") for warning in summary.context.warnings]
    context.excerpt = make_excerpt(summary.root, summary.root.children, labels)


def make_excerpt(root: Element, marked: Sequence[Node], labels: Mapping[str, str]) -> str:
    """Return the excerpt of the post `root` as HTML, with `labels` for what it leaves out.

    It is what its author `marked`, by `<!-- more -->` or as a summary; where nothing is in that, the first
    paragraphs, up to the end of a sentence.
    """
    copies = copy_allowed(marked)
    chosen = copies if extract_text(Element("", {}, copies)) else opening_paragraphs(root)
    return serialize_html(Element("", {}, label_omissions(chosen, labels))).strip()


def nodes_before_marker(nodes: Sequence[Node]) -> list[Node] | None:
    """Return what stands before the excerpt marker, or None where there is none."""
    for position, node in enumerate(nodes):
        if isinstance(node, OpaqueNode) and node.kind == "more":
            return list(nodes[:position])
        if isinstance(node, Element) and (inside := nodes_before_marker(node.children)) is not None:
            return [*nodes[:position], Element(node.tag, node.attributes, inside)]
    return None


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


def opening_paragraphs(root: Element) -> list[Node]:
    """Return the first paragraphs of `root`, up to the weight of an excerpt."""
    chosen: list[Node] = []
    weight = 0.0
    introduces = False
    groups = iter_groups(root)
    omissions, block = next(groups)
    while block.tag:
        next_omissions, following = next(groups)
        text = flatten_text([block])[:MAX_PARAGRAPH_CHARACTERS]
        weights = running_weights(text, weight)
        is_needed = is_formula_block(block) and weight < MIN_EXCERPT_WEIGHT
        if (weights[-1] > MAX_EXCERPT_WEIGHT and not is_needed) or len(text) >= MAX_PARAGRAPH_CHARACTERS:
            if part := shorten_block(block, text, weights):
                return [*chosen, *omissions, *part]
            break
        chosen += [*omissions, block]
        weight = weights[-1]
        introduces = is_introduction(block, following)
        # The next paragraph is not what is introduced: that was code, or a table.
        if weight >= 1 and not (introduces and following.tag != "p"):
            break
        omissions, block = next_omissions, following
    kept = drop_introduction(chosen) if introduces else chosen
    is_all_shown = not block.tag and flatten_text(kept) == flatten_text(chosen)
    return [*kept, *omissions] if is_all_shown else kept


def iter_groups(root: Element) -> Iterator[tuple[list[Node], Element]]:
    """Give each paragraph of `root` behind the omissions before it; at the end an element without a tag."""
    omissions: list[Node] = []
    for block in iter_paragraphs(root):
        if isinstance(block, Element):
            yield omissions, block
            omissions = []
        else:
            omissions.append(block)
    yield omissions, Element("")


def is_formula_block(block: Element) -> bool:
    return block.has_class("formula")


def is_introduction(block: Element, following: Element) -> bool:
    """Whether `block` introduces `following`, or something that is left out."""
    text = flatten_text([block]).rstrip()
    if block.tag != "p":
        return False
    is_open = not any(match.end() == len(text) for match in SENTENCE_END.finditer(text))
    return text.endswith(("：", ":")) or (is_open and is_formula_block(following))


def drop_introduction(chosen: Sequence[Node]) -> list[Node]:
    """Return `chosen` without the last sentence, if anything is left then."""
    *before, last = chosen
    text = flatten_text([last])
    sentences = [match.end() for match in SENTENCE_END.finditer(text)]
    kept = [*before, *take_characters([last], sentences[-1] if sentences else 0)]
    return list(chosen) if all(map(is_omission, kept)) else kept


def iter_paragraphs(root: Element) -> Iterator[Node]:
    """Give the paragraphs and display formulas of `root`, as an excerpt shows them, and its omissions."""
    for block in root.children:
        if omission := build_omission(block):
            yield omission
        elif not isinstance(block, Element):
            continue
        elif is_wrapper(block):
            sign = find_callout_sign(block)
            yield from (
                add_callout_sign(list(iter_paragraphs(block)), sign) if sign else iter_paragraphs(block)
            )
        elif block.tag in PARAGRAPH_TAGS or is_formula_block(block):
            for copy in copy_allowed([block]):
                if isinstance(copy, Element) and extract_text(copy):
                    yield copy


def is_wrapper(element: Element) -> bool:
    """Whether the children of `element` count as if they stood alone."""
    return element.tag in WRAPPER_TAGS and not is_formula_block(element)


def flatten_text(nodes: Iterable[Node]) -> str:
    """Return the text of `nodes`, with a PLACEHOLDER for every character of what is never cut."""
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, OpaqueNode):
            parts.append(PLACEHOLDER * formula_length(node))
        else:
            inside = flatten_text(node.children)
            parts.append(PLACEHOLDER * len(inside) if node.tag in UNCUT_TAGS else inside)
    return "".join(parts)


def formula_length(formula: OpaqueNode) -> int:
    """Return how many characters a formula counts as."""
    return CHARACTERS_PER_ROW * (formula.text.count(r"\\") + 1) if formula.kind == "display" else 1


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


def add_ellipsis(node: Node) -> Node:
    """Return `node` with an ellipsis behind its last text."""
    if not isinstance(node, Element) or node.tag in UNCUT_TAGS:
        return Element("", {}, [node, "…"])
    *before, last = node.children or [""]
    return Element(node.tag, node.attributes, [*before, add_ellipsis(last)])
