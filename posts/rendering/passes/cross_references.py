"""References to something labelled in another post: `[[slug#label]]`, `[[slug#label|words]]`.

What they lead to is in `context.references`, by "slug#label". One that leads nowhere is shown as typed, or by
its words where it has some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts.rendering.context import RenderContext
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.plain_text import extract_text
from posts.rendering.result import Mention
from posts.rendering.tree import Element, Node

CROSS_REFERENCE = re.compile(
    r"(?<![!\\\[])\[\[(?P<target>[^\[\]|#\n]{1,200})#(?P<label>[^\[\]|#\n]{1,200})"
    r"(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\]"
)
UNREFERENCED_TAGS = frozenset({"a", "code", "kbd", "pre", "samp", "var"})
REFERENCE_CLASS = "reference"
# Further ones stay text.
MAX_CROSS_REFERENCES = 2000
MAX_QUOTED_LENGTH = 300
SENTENCE_BREAKS = ("。", "！", "？", "!", "?", "\n", ". ")


def get_cross_key(match: re.Match[str]) -> str:
    """Return the key under which `context.references` has what `match` of CROSS_REFERENCE leads to."""
    return f"{match['target'].strip()}#{match['label'].strip()}"


@dataclass(slots=True)
class ReferenceWalk:
    """One walk over the tree: the references that are `typed` in the source, and what was found so far."""

    context: RenderContext
    typed: frozenset[str]
    # The key of each, the block in which it stands, and what is shown of it.
    found: list[tuple[str, Element, str]] = field(default_factory=list)


def link_cross_references(root: Element, context: RenderContext) -> None:
    """Make links of the references to other posts, and note them as mentions."""
    typed = frozenset(iter_typed("\n".join(line.decode() for line in context.markdown_lines)))
    if not typed:
        return
    walk = ReferenceWalk(context, typed)
    link_below(root, root, walk)
    add_mentions(walk)


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
        if match[0] not in walk.typed or len(walk.found) >= MAX_CROSS_REFERENCES:
            continue
        node = build_cross_reference(match, block, walk.context)
        nodes += [text[start : match.start()], node]
        walk.found.append(
            (get_cross_key(match), block, node if isinstance(node, str) else extract_text(node))
        )
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


def add_mentions(walk: ReferenceWalk) -> None:
    """Note the references that were found, each with its sentence; those of one sentence once."""
    texts: dict[int, str] = {}
    mentions: dict[Mention, None] = {}
    for key, block, shown in walk.found:
        if id(block) not in texts:
            texts[id(block)] = extract_text(block) if block.tag else ""
        sentence = quote_sentence(texts[id(block)] or shown, shown)
        mentions[Mention(key, "reference", sentence, walk.context.line_of(block))] = None
    walk.context.mentions.extend(mentions)


def quote_sentence(text: str, shown: str) -> str:
    """Return the sentence of `text` in which `shown` stands first, at most MAX_QUOTED_LENGTH characters."""
    place = max(0, text.find(shown))
    first = max(0, place - MAX_QUOTED_LENGTH // 2)
    last = min(len(text), first + MAX_QUOTED_LENGTH)
    before = max([first, *(text.rfind(mark, first, place) + 1 for mark in SENTENCE_BREAKS)])
    ends = (text.find(mark, place + len(shown), last) for mark in SENTENCE_BREAKS)
    return text[before : min((end + 1 for end in ends if end >= 0), default=last)].strip()
