"""Mentions: links to somewhere on the site, each with the sentence in which it stands."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice

from posts.rendering.context import RenderContext
from posts.rendering.formulas.unicode_text import tex_to_unicode
from posts.rendering.passes.cross_references import REFERENCE_CLASS
from posts.rendering.passes.wiki_links import TARGET_ATTRIBUTE
from posts.rendering.plain_text import BLOCK_TAGS, UNREAD_CLASSES
from posts.rendering.result import Mention
from posts.rendering.tree import Element, Node, OpaqueNode

MAX_MENTIONS = 500  # of one post
MAX_SENTENCE_LENGTH = 300  # characters
# Neither another site's, nor one on the page; of absolute addresses, those whose path is that of a post.
MENTIONED_ADDRESS = re.compile(
    r"(?!//|#|[A-Za-z][A-Za-z0-9+.-]*:)[^\s]|https?://[^/\s]+/(?:[^/\s]+/)*?posts/[^/\s]"
)
SENTENCE_BOUNDARY = re.compile(r"[。！？!?…]+[”’」』）)\]]*|(?<![A-Z])\.[”’)\]]*(?=\s)|\n")


@dataclass(slots=True)
class MentionBlock:
    """A block: the pieces of its text, and the mentions in it, each with how many pieces are before it."""

    line: int | None
    parts: list[str | OpaqueNode] = field(default_factory=list)
    found: list[tuple[int, str, str, int | None]] = field(default_factory=list)


def note_local_link(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Let the context know of a link to somewhere on the site."""
    if not context.has_local_links and MENTIONED_ADDRESS.match(element.attributes.get("href", "")):
        context.has_local_links = True
    return None


def collect_mentions(root: Element, context: RenderContext) -> None:
    """Give the context the links to somewhere on the site; take off the marks of wiki links."""
    if context.has_local_links:
        block = MentionBlock(None)
        blocks = [block]
        collect_below(root, block, blocks, context)
        found = chain.from_iterable(map(build_mentions, blocks))
        context.mentions.extend(islice(found, MAX_MENTIONS))


def collect_below(
    element: Element, block: MentionBlock, blocks: list[MentionBlock], context: RenderContext
) -> None:
    """Add the text and the mentions below `element` to `block`; blocks in it become `blocks` of their own."""
    has_marks = False
    for child in element.children:
        if isinstance(child, str):
            block.parts.append(child.replace("\n", " "))
        elif isinstance(child, OpaqueNode):
            block.parts.append(child if child.kind == "formula" else "\n")
        elif child.tag in BLOCK_TAGS and child.tag != "br":
            inner = MentionBlock(context.line_of(child) or block.line)
            blocks.append(inner)
            collect_below(child, inner, blocks, context)
            block.parts.append("\n")
        elif child.tag == "br":
            block.parts.append(" ")
        elif child.attributes.get("class") not in UNREAD_CLASSES:
            has_marks = has_marks or TARGET_ATTRIBUTE in child.attributes
            note_mention(child, block, context)
            collect_below(child, block, blocks, context)
    if has_marks:
        element.children = [node for child in element.children for node in unwrap_mark(child)]


def note_mention(element: Element, block: MentionBlock, context: RenderContext) -> None:
    """Note in `block` what `element` mentions, if it does."""
    if TARGET_ATTRIBUTE in element.attributes:
        kind, target = "wiki", element.attributes[TARGET_ATTRIBUTE]
    elif element.tag != "a" or element.attributes.get("class") == REFERENCE_CLASS:
        return  # a reference has told of itself
    elif MENTIONED_ADDRESS.match(element.attributes.get("href", "")):
        kind, target = "link", element.attributes["href"]
    else:
        return
    block.found.append((len(block.parts), target, kind, context.line_of(element) or block.line))


def unwrap_mark(node: Node) -> Sequence[Node]:
    """Return `node` without the mark of a wiki link: of one that leads nowhere, what is in it."""
    if not isinstance(node, Element) or TARGET_ATTRIBUTE not in node.attributes:
        return [node]
    del node.attributes[TARGET_ATTRIBUTE]
    return [node] if node.tag == "a" else node.children


def build_mentions(block: MentionBlock) -> list[Mention]:
    """Return the mentions of a block, each with its sentence."""
    if not block.found:
        return []
    texts = [part if isinstance(part, str) else tex_to_unicode(part.text) for part in block.parts]
    starts = [0, *accumulate(map(len, texts))]
    text = "".join(texts)
    ends = [match.end() for match in SENTENCE_BOUNDARY.finditer(text)]
    return [
        Mention(target, kind, cut_sentence(text, ends, starts[place]), line)
        for place, target, kind, line in block.found
    ]


def cut_sentence(text: str, ends: Sequence[int], place: int) -> str:
    """Return the sentence at `place`, cut to MAX_SENTENCE_LENGTH around it; `ends` are those of all."""
    index = bisect_right(ends, place)
    start, end = ends[index - 1] if index else 0, ends[index] if index < len(ends) else len(text)
    first = max(start, place - MAX_SENTENCE_LENGTH // 3)
    last = min(end, first + MAX_SENTENCE_LENGTH)
    sentence = " ".join(text[first:last].split())
    return f"{'…' if first > start else ''}{sentence}{'…' if last < end else ''}"
