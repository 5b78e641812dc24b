"""Numbers: of theorems, figures, tables, listings and sections, in the order of the post.

Only what is a theorem, has a label or is marked has a number; posts without any of these stay as they are.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.numbered.attributes import ThingAttributes, split_attributes
from posts.rendering.numbered.counters import ThingCounters
from posts.rendering.numbered.kinds import KINDS_BY_NAME, NUMBERED_KINDS, NumberedKind, find_kind_of_key
from posts.rendering.passes.headings import HEADING_LEVELS, heading_slug, iter_headings, nested_level
from posts.rendering.plain_text import extract_text
from posts.rendering.result import Label
from posts.rendering.tree import Element, Node, OpaqueNode

NUMBER_MARKS = ("data-numbered", "data-key", "data-unnumbered")
WIDE_LANGUAGES = frozenset({"ja", "zh-Hans", "zh-Hant"})
# A caption or heading that its author numbered: "图 3：", "Figure 2.1.", "3.2 …", "第二章", "一、".
CAPTION_NAMES = "|".join(
    sorted(
        {re.escape(name) for kind in NUMBERED_KINDS if not kind.style for name in kind.names.values()},
        key=len,
        reverse=True,
    )
)
TYPED_CAPTION = re.compile(
    rf"\s*(?:{CAPTION_NAMES}|fig\.?|tab\.?)\s*(?P<number>\d{{1,4}}(?:[.\-–]\d{{1,4}}){{0,3}})(?!\w)",
    re.IGNORECASE,
)
TYPED_HEADING = re.compile(
    r"\s*(?:(?P<number>\d{1,4}(?:\.\d{1,4}){0,4})\.?[\s、.．]|第\s?[\d一二三四五六七八九十百]{1,5}\s?[章节節部讲回]"
    r"|[(（]?[一二三四五六七八九十]{1,3}[、)）.．])"
)
MAX_LABEL_NAME = 300
MIN_LEVEL = 2


def number_things(root: Element, context: RenderContext) -> None:
    """Give numbers to all that has one, and note what can be referred to."""
    if not context.has_numbered:
        return
    context.equation_numbers.counters = ThingCounters(context.numbering)
    counters = ThingCounters(context.numbering)
    headings = number_sections(root, context)
    section = 0
    for node in iter_nodes(root):
        if isinstance(node, OpaqueNode):
            if section:
                context.formula_sections[id(node)] = section
            continue
        if node.tag in HEADING_LEVELS and counters.by_section:
            section = headings.get(id(node), section)
            counters.enter_section(section)
        elif "data-numbered" in node.attributes:
            number_thing(node, counters, context)
    start = context.numbering.get("start") or {}
    context.counts = {kind: count - start.get(kind, 0) for kind, count in counters.counts.items()}


def iter_nodes(root: Element) -> Iterator[Element | OpaqueNode]:
    """Give every element and formula below `root`, in the order of the text."""
    pending: list[Node] = root.children[::-1]
    while pending:
        node = pending.pop()
        if isinstance(node, Element):
            yield node
            pending.extend(reversed(node.children))
        elif isinstance(node, OpaqueNode) and node.kind == "display":
            yield node


def number_sections(root: Element, context: RenderContext) -> dict[int, int]:
    """Number the headings that have a label, or all where things count by section; return in which part of
    the post each heading stands, by its identity.
    """
    shows_all = context.numbering.get("by") == "section"
    outer_levels: list[int] = []
    counts: list[int] = []
    parts: dict[int, int] = {}
    for heading, is_own in iter_headings(root):
        level = nested_level(outer_levels, HEADING_LEVELS[heading.tag])
        _, marks = split_attributes(heading.children)
        if not is_own or "unnumbered" in marks.classes:
            continue
        depth = level - MIN_LEVEL + 1
        counts = [*counts[:depth], *[0] * (depth - len(counts))]
        counts[-1] += 1
        parts[id(heading)] = counts[0]
        kind = find_kind_of_key(marks.key)
        is_labelled = (kind is not None and kind.name == "section") or "numbered" in marks.classes
        if shows_all or is_labelled:
            number_heading(heading, marks, ".".join(map(str, counts)), context)
    return parts


def number_heading(heading: Element, marks: ThingAttributes, number: str, context: RenderContext) -> None:
    """Set `number` before the text of a heading, unless its author did, and note its label."""
    text = extract_text(Element("", {}, split_attributes(heading.children)[0]))
    if not marks.key:
        # The id stays that of the text, whatever the number is.
        heading.attributes.setdefault("id", heading_slug(text))
    if typed := TYPED_HEADING.match(text):
        number = typed["number"] or ""
    else:
        heading.children[:0] = [Element("span", {"class": "heading-number"}, [number]), " "]
    if marks.key:
        label = Label(marks.key, "section", number, text[:MAX_LABEL_NAME], marks.key.lstrip("_"))
        context.add_label(label, context.line_of(heading))


def number_thing(element: Element, counters: ThingCounters, context: RenderContext) -> None:
    """Set the number of a theorem or figure, its id, and note its label."""
    attributes = element.attributes
    kind = KINDS_BY_NAME[attributes["data-numbered"]]
    key, has_number = attributes.get("data-key", ""), "data-unnumbered" not in attributes
    for name in NUMBER_MARKS:
        attributes.pop(name, None)
    if element.tag == "img":
        number, name = "", attributes.get("alt", "")
    elif kind.style and element.tag != "figure":
        number = counters.count_next(kind.name) if has_number else ""
        name = set_theorem_title(element, kind, number, context.language)
    else:
        number, name = set_caption_number(element, kind, counters, context.language)
    if key:
        anchor = key.lstrip("_").replace(" ", "-")
        attributes["id"] = anchor
        context.add_label(Label(key, kind.name, number, name, anchor), context.first_line_of(element))


def set_theorem_title(element: Element, kind: NumberedKind, number: str, language: str) -> str:
    """Write the title of a theorem; return its name as text."""
    title = next(each for each in element.iter_elements() if each.has_class("theorem-title"))
    name = extract_text(Element("", {}, title.children))
    label = kind.format_number(number, language)
    is_wide = language in WIDE_LANGUAGES
    if name and kind.style == "proof" and kind.name_in(language).casefold() in name.casefold():
        words: Sequence[Node] = title.children
    elif name:
        opening, closing = ("（", "）") if is_wide else (" (", ")")
        words = [label, Element("span", {"class": "theorem-name"}, [opening, *title.children, closing])]
    else:
        words = [label]
    title.children = [*words] if is_wide else [*words, "."]
    return name[:MAX_LABEL_NAME]


def set_caption_number(
    element: Element, kind: NumberedKind, counters: ThingCounters, language: str
) -> tuple[str, str]:
    """Write the number before the caption of a figure, unless its author did; return number and text."""
    caption = next(
        child for child in element.children if isinstance(child, Element) and child.tag == "figcaption"
    )
    text = extract_text(caption)
    if typed := TYPED_CAPTION.match(text):
        counters.note_typed(kind.name, typed["number"])
        return typed["number"], text[typed.end() :].lstrip(" :：.、")[:MAX_LABEL_NAME]
    number = counters.count_next(kind.name)
    colon = "：" if language in WIDE_LANGUAGES else ": "
    label = kind.format_number(number, language) + (colon if text else "")
    caption.children[:0] = [Element("span", {"class": "caption-number"}, [label])]
    return number, text[:MAX_LABEL_NAME]
