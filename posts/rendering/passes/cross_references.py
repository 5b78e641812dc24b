"""References to something labelled in another post: `[[slug#label]]`, `[[slug#label|words]]`.

What they lead to is in `context.references`, by "slug#label". One that leads nowhere is shown as typed, or by
its words where it has some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from posts.rendering.context import RenderContext
from posts.rendering.mention_marks import mark_mention
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.tree import Element, Node

CROSS_REFERENCE = re.compile(
    r"(?<![!\\\[])\[\[(?P<target>[^\[\]|#\n]{1,200})#(?P<label>[^\[\]|#\n]{1,200})"
    r"(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\]"
)
UNREFERENCED_TAGS = frozenset({"a", "code", "kbd", "pre", "samp", "var"})
REFERENCE_CLASS = "reference"
# Further ones stay text.
MAX_CROSS_REFERENCES = 2000


def get_cross_key(match: re.Match[str]) -> str:
    """Return the key under which `context.references` has what `match` of CROSS_REFERENCE leads to."""
    return f"{match['target'].strip()}#{match['label'].strip()}"


@dataclass(slots=True)
class ReferenceWalk:
    """One walk over the tree: the references that are `typed` in the source, and how many were found."""

    context: RenderContext
    typed: frozenset[str]
    count: int = 0


def link_cross_references(root: Element, context: RenderContext) -> None:
    """Make links of the references to other posts, and note them as mentions."""
    typed = frozenset(iter_typed("\n".join(line.decode() for line in context.markdown_lines)))
    if not typed:
        return
    walk = ReferenceWalk(context, typed)
    link_below(root, root, walk)


def iter_typed(source: str) -> Iterator[str]:
    """Yield the references in `source` that no backslash escapes, as the parser shows them."""
    for match in CROSS_REFERENCE.finditer(source):
        yield match[0].replace("\\|", "|")


def link_below(element: Element, block: Element, walk: ReferenceWalk) -> None:
    """Link the references in the text below `element`, which is in `block`."""
    if "data-sourcepos" in element.attributes:
        block = element
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, str):
            children.extend(split_references(child, block, walk) if "[[" in child else [child])
            continue
        children.append(child)
        if isinstance(child, Element) and child.tag not in UNREFERENCED_TAGS:
            link_below(child, block, walk)
    element.children = children


def split_references(text: str, block: Element, walk: ReferenceWalk) -> list[Node]:
    """Return `text` with a link for each reference in it."""
    nodes: list[Node] = []
    start = 0
    for match in CROSS_REFERENCE.finditer(text):
        if match[0] not in walk.typed or walk.count >= MAX_CROSS_REFERENCES:
            continue
        node = build_cross_reference(match, block, walk.context)
        nodes += [text[start : match.start()], mark_mention(node, get_cross_key(match), walk.context)]
        walk.count += 1
        start = match.end()
    nodes.append(text[start:])
    return [node for node in nodes if node]


def build_cross_reference(match: re.Match[str], block: Element, context: RenderContext) -> Node:
    """Return the link that `match` stands for in `block`; text, with a warning, where it leads nowhere.

    A heading has no other's words in it, or two that refer to each other would grow with each render.
    """
    words = (match["words"] or "").strip()
    target = context.references.get(get_cross_key(match))
    if not target:
        context.add_warning("missing-reference", context.line_of(block), match[0])
        return words or match[0]
    if block.tag in HEADING_LEVELS and not target.get("number"):
        words = words or match["label"].strip()
    return Element("a", {"class": REFERENCE_CLASS, "href": target["url"]}, [words or target["label"]])
