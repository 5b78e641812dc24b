"""Captions on lines of their own, above or below what they name: `: caption {#tbl-x}`, as Pandoc writes them.

The block next to such a paragraph becomes a figure: a table, a listing, or whatever a figure shows.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.numbered.attributes import TRAILING_ATTRIBUTES, parse_thing_attributes, split_attributes
from posts.rendering.numbered.kinds import KEY_PREFIXES, KINDS_BY_NAME, NumberedKind, find_kind_of_key
from posts.rendering.passes.callouts import shows_something
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node, OpaqueNode

# One search says whether a source has anything to do with numbers; it stops at rare characters only.
NUMBERED_ATTRIBUTES = re.compile(
    rf"#(?<=[{{ \t]#)(?i:{KEY_PREFIXES})[-:]|\.(?<=[{{ \t]\.)(?i:numbered)|\\(?i:label)\{{"
    rf"|\{{(?<=(?i:ref)\{{)|@(?i:{KEY_PREFIXES})[-:]"
)
CAPTION_LINE = re.compile(
    r"(?P<prefix>[ \t]{0,3}(?:>[ \t]?)*)(?P<mark>:|(?i:table|figure|listing)[:：]|[表图圖][:：])?[ \t]*+"
    r"(?P<text>(?![#|:!`~])[^\n]*)$"
)
CAPTIONED_KINDS = ("table", "figure", "listing")
# Tables are named above, all else below.
NAMED_ABOVE = frozenset({"table", "listing"})


def set_off_captions(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with each line that is a caption as a paragraph, without what it begins with.

    Directly below a table it would be a row, behind a paragraph it would define that.
    """
    if not NUMBERED_ATTRIBUTES.search(source.text):
        return source
    context.has_numbered = True
    if "{" not in source.text:
        return source
    return source.rewrite(rewrite_captions(source))


def rewrite_captions(source: SourceText) -> Iterator[tuple[int, str]]:
    """Give the lines of `source` with captions set off."""
    lines = source.lines
    for number, line in enumerate(lines):
        caption = None if source.fences.in_fence[number] else match_caption(line)
        above, below = lines[max(0, number - 1)], lines[min(number + 1, len(lines) - 1)]
        if caption is None or not (caption["mark"] or "|" in above or "|" in below):
            yield number, line
            continue
        gap = caption["prefix"].rstrip()
        yield number, gap
        yield number, f"{caption['prefix']}{caption['text']}"
        yield number, gap


def match_caption(line: str) -> re.Match[str] | None:
    """Return the parts of a line that is a caption; a line of text with a label, or with a mark before it."""
    if "}" not in line or not (attributes := TRAILING_ATTRIBUTES.search(line)):
        return None
    found = parse_thing_attributes(attributes["attributes"])
    kind = find_kind_of_key(found.key)
    caption = CAPTION_LINE.match(line)
    if not caption or not ((kind and kind.name in CAPTIONED_KINDS) or (caption["mark"] and found.has_mark)):
        return None
    return caption


def attach_captions(root: Element, context: RenderContext) -> None:
    """Make figures of blocks beside a paragraph that ends with the label of a table, figure or listing."""
    if context.has_numbered:
        attach_captions_below(root, context)


def attach_captions_below(element: Element, context: RenderContext) -> None:
    """Make the figures of the children of `element`, and of theirs."""
    position = 0
    while position < len(element.children):
        child = element.children[position]
        if isinstance(child, Element):
            kind = find_caption_kind(child)
            if kind and (place := find_captioned(element.children, position, kind)) is not None:
                figure = build_captioned_figure(element.children[place], child, kind)
                first, last = sorted((place, position))
                element.children[first : last + 1] = [figure]
                position = first
            elif not kind and child.tag != "p":
                attach_captions_below(child, context)
        position += 1


def find_caption_kind(block: Element) -> NumberedKind | None:
    """Return what the paragraph `block` is the caption of; None for any other block."""
    if block.tag != "p" or not block.children or not isinstance(block.children[-1], str):
        return None
    if not (match := TRAILING_ATTRIBUTES.search(block.children[-1])):
        return None
    found = parse_thing_attributes(match["attributes"])
    if "numbered" in found.classes and not found.key:
        return KINDS_BY_NAME["table"]
    kind = find_kind_of_key(found.key)
    return kind if kind and kind.name in CAPTIONED_KINDS else None


def find_captioned(nodes: Sequence[Node], position: int, kind: NumberedKind) -> int | None:
    """Return the place of the block right above or below the caption at `position` that it can name."""
    for step in (-1, 1):
        place = position + step
        while 0 <= place < len(nodes) and not shows_something(nodes[place]):
            place += step
        if 0 <= place < len(nodes) and can_be_named(nodes[place], kind):
            return place
    return None


def can_be_named(node: Node, kind: NumberedKind) -> bool:
    """Whether a caption of `kind` can belong to `node`."""
    if isinstance(node, OpaqueNode):
        return node.kind == "code" and kind.name in {"figure", "listing"}
    if not isinstance(node, Element) or "data-numbered" in node.attributes:
        return False
    if kind.name == "figure":
        return node.tag == "figure" or holds_pictures(node) or node.has_class("table")
    return kind.name == "table" and node.has_class("table")


def holds_pictures(block: Element) -> bool:
    """Whether a paragraph is nothing but pictures."""
    nodes = [node for node in block.children if shows_something(node)]
    return block.tag == "p" and bool(nodes) and all(is_picture(node) for node in nodes)


def is_picture(node: Node) -> bool:
    if not isinstance(node, Element):
        return False
    inner = node.children[0] if node.tag == "a" and len(node.children) == 1 else node
    return isinstance(inner, Element) and inner.tag in {"img", "br"}


def build_captioned_figure(block: Node, caption: Element, kind: NumberedKind) -> Element:
    """Return the figure of `block` with the paragraph `caption`, which gives it its key."""
    text, found = split_attributes(caption.children)
    marks = {"data-numbered": kind.name} | ({"data-key": found.key} if found.key else {})
    figcaption = Element("figcaption", {}, text)
    if isinstance(block, Element) and block.has_class("diagram"):
        return name_diagram_figure(block, figcaption, marks)
    content: list[Node] = [block]
    if isinstance(block, Element) and (is_plain_figure(block) or holds_pictures(block)):
        content = [node for node in block.children if not is_caption_line(node)]
    parts = [figcaption, *content] if kind.name in NAMED_ABOVE else [*content, figcaption]
    return Element("figure", {"class": f"numbered-{kind.name}", **marks}, parts)


def name_diagram_figure(figure: Element, figcaption: Element, marks: dict[str, str]) -> Element:
    """Return the figure of a diagram with a caption above its source; an empty one leaves the one it has."""
    old = next((node for node in figure.children if is_caption_line(node)), None)
    picture, *rest = [node for node in figure.children if node is not old]
    caption = old if isinstance(old, Element) and not figcaption.children else figcaption
    return Element("figure", {**figure.attributes, **marks}, [picture, caption, *rest])


def is_plain_figure(block: Element) -> bool:
    return block.tag == "figure" and "class" not in block.attributes


def is_caption_line(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "figcaption"
