r"""Theorems and the like, proofs, and divs that are one figure: quotations that begin with `[!theorem]`.

They look as amsthm sets them: the number and the name run into the first paragraph. `numbers` counts them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from posts.rendering.context import RenderContext
from posts.rendering.numbered.attributes import ThingAttributes, split_attributes
from posts.rendering.numbered.kinds import KINDS_BY_NAME, THEOREM_NAMES, NumberedKind
from posts.rendering.passes.callouts import (
    CALLOUT_MARKER,
    drop_empty_text,
    shows_something,
    split_first_line,
)
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.passes.paragraphs import render_paragraph
from posts.rendering.passes.theorem_openings import DIV_KINDS
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node, OpaqueNode

THEOREM_LABEL = re.compile(r"\\label\{(?P<key>[^{}\n]{1,200})\}[ \t]*")
END_SIGN = "∎"
# An author who ends a proof with one of these wants no other.
TYPED_END = re.compile(r"(?:[∎□■◻◼▢☐]|\\(?:qed|qedhere|square|Box|blacksquare)(?:symbol)?\$?)\s*$")
END_COMMAND = re.compile(r"\s*\\qed(?:here|symbol)?(?:\{\})?\s*$")


@dataclass(slots=True)
class TheoremParts:
    """What a theorem is made of: its name, its blocks, and what was said of it."""

    kind: NumberedKind
    fold: str
    name: list[Node]
    blocks: list[Node]
    marks: ThingAttributes


def render_theorem(quote: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the theorem, proof or figure that a quotation is; None for any other quotation."""
    if (parts := read_theorem_parts(quote)) is None:
        return None
    context.has_numbered = True
    if not parts.kind.style:
        first, *others = parts.blocks or [""]
        if isinstance(first, Element) and first.tag == "p":
            # The mark stood in it, so that it was no lone picture before.
            parts.blocks = [*(render_paragraph(first, context) or [first]), *others]
        return [build_group(parts)] if shows_more_than_text(parts.blocks) else parts.blocks
    take_heading_as_name(parts)
    take_label_command(parts)
    if parts.kind.style == "proof":
        add_end_sign(parts.blocks)
    return [build_theorem(parts)]


def read_theorem_parts(quote: Element) -> TheoremParts | None:
    """Return the parts of what `quote` is, or None, leaving the quotation as it is."""
    first = next((child for child in quote.children if isinstance(child, Element)), None)
    if first is None or first.tag != "p" or not first.children or not isinstance(first.children[0], str):
        return None
    if not (match := CALLOUT_MARKER.match(first.children[0])):
        return None
    name = match[1].casefold()
    kind = THEOREM_NAMES.get(name) or (KINDS_BY_NAME[name] if name in DIV_KINDS else None)
    if kind is None:
        return None
    title, rest = split_first_line([first.children[0][match.end() :], *first.children[1:]])
    title, marks = split_attributes(title)
    if kind.needs_mark and not marks.has_mark and "unnumbered" not in marks.classes:
        return None
    first.children = rest
    return TheoremParts(kind, match[2], title, list(filter(shows_something, quote.children)), marks)


def take_heading_as_name(parts: TheoremParts) -> None:
    """Take the heading that the blocks begin with, as Quarto writes it, as the name, where there is none."""
    first = parts.blocks[0] if parts.blocks else None
    if not parts.name and isinstance(first, Element) and first.tag in HEADING_LEVELS:
        parts.name, marks = split_attributes(first.children)
        parts.marks.key = parts.marks.key or marks.key
        del parts.blocks[0]


def take_label_command(parts: TheoremParts) -> None:
    r"""Take the `\label{…}` that stands in the name or at the beginning as the key."""
    first = parts.blocks[0] if parts.blocks else None
    in_text = first.children if isinstance(first, Element) and first.tag == "p" else []
    for nodes in (parts.name, in_text[:1]):
        for position, node in enumerate(nodes):
            if isinstance(node, str) and (match := THEOREM_LABEL.search(node)):
                parts.marks.key = parts.marks.key or match["key"].strip()
                rest = f"{node[: match.start()]}{node[match.end() :].lstrip()}"
                target = parts.name if nodes is parts.name else in_text
                target[position : position + 1] = drop_empty_text([rest])
                break
    parts.blocks = list(filter(shows_something, parts.blocks))


def add_end_sign(blocks: list[Node]) -> None:
    """Put the sign of the end behind the last words of a proof, unless its author did."""
    last = blocks[-1] if blocks else ""
    sign = Element("span", {"class": "proof-end"}, [END_SIGN])
    if isinstance(last, Element) and last.tag == "p" and last.children:
        if isinstance(last.children[-1], str):
            last.children[-1] = END_COMMAND.sub("", last.children[-1]).rstrip()
        end = last.children[-1]
        if not TYPED_END.search(end.text if isinstance(end, OpaqueNode) else extract_text(end)):
            last.children += [" ", sign]
    else:
        blocks.append(Element("p", {}, [sign]))


def build_theorem(parts: TheoremParts) -> Element:
    """Return a theorem; its title holds the name only, until it is numbered."""
    title = Element("strong", {"class": "theorem-title"}, parts.name)
    blocks = parts.blocks
    tag = "div"
    if parts.fold:
        tag = "details"
        blocks = [Element("summary", {}, [title]), *blocks]
    elif blocks and isinstance(blocks[0], Element) and blocks[0].tag == "p":
        blocks[0].children[:0] = [title, " "]
    else:
        blocks = [Element("p", {}, [title]), *blocks]
    attributes = {"class": f"theorem theorem-{parts.kind.style}", **describe_marks(parts)}
    if parts.fold == "+":
        attributes["open"] = ""
    return Element(tag, attributes, ["\n", *chain.from_iterable((block, "\n") for block in blocks)])


def shows_more_than_text(blocks: Sequence[Node]) -> bool:
    """Whether a picture, a table, code or a formula is in `blocks`."""
    return any(
        isinstance(block, OpaqueNode)
        or block.has_class("table")
        or any(each.tag in {"img", "video"} for each in block.iter_elements())
        for block in blocks
        if not isinstance(block, str)
    )


def build_group(parts: TheoremParts) -> Element:
    """Return a figure of several blocks, of which the last paragraph is the caption if there is no other."""
    blocks = parts.blocks
    caption = parts.name
    last = blocks[-1] if blocks else None
    if not caption and isinstance(last, Element) and last.tag == "p" and len(blocks) > 1:
        caption = last.children
        del blocks[-1]
    content = list(chain.from_iterable(open_figure(block) for block in blocks))
    if caption or not any(isinstance(node, Element) and node.tag == "figcaption" for node in content):
        content.append(Element("figcaption", {}, caption))
    return Element("figure", {"class": f"numbered-{parts.kind.name}", **describe_marks(parts)}, content)


def open_figure(block: Node) -> Sequence[Node]:
    """Return what is in a figure without a caption of its own, else the block itself."""
    is_plain = (
        isinstance(block, Element) and block.tag == "figure" and "data-numbered" not in block.attributes
    )
    return block.children if is_plain and isinstance(block, Element) else (block,)


def describe_marks(parts: TheoremParts) -> dict[str, str]:
    """Return the attributes by which `numbers` knows what to do."""
    attributes = {"data-numbered": parts.kind.name}
    if parts.marks.key:
        attributes["data-key"] = parts.marks.key
    has_number = parts.kind.is_counted or parts.marks.has_mark
    if not has_number or "unnumbered" in parts.marks.classes:
        attributes["data-unnumbered"] = ""
    return attributes
