"""Mentions: links to somewhere on the site, each with the sentence in which it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice

from posts.rendering.context import RenderContext
from posts.rendering.formulas.unicode_text import tex_to_unicode
from posts.rendering.mention_marks import KIND_ATTRIBUTE, TARGET_ATTRIBUTE
from posts.rendering.plain_text import BLOCK_TAGS, UNREAD_CLASSES
from posts.rendering.result import Mention
from posts.rendering.tree import Element, Node, OpaqueNode

MAX_MENTIONS = 2_000  # of one post
MAX_SENTENCE_LENGTH = 300  # characters
# Neither another site's, nor one on the page; of absolute addresses, those whose path is that of a post.
MENTIONED_ADDRESS = re.compile(
    r"(?!//|#|[A-Za-z][A-Za-z0-9+.-]*:)[^\s]|https?://[^/\s]+/(?:[^/\s]+/)*?posts/[^/\s]"
)
SENTENCE_BOUNDARY = re.compile(r"[。！？!?…]+[”’」』）)\]]*|(?<![A-Z])\.[”’)\]]*(?=\s)|\n")


@dataclass(slots=True)
class MentionBlock:
    """A block: the pieces of its text, and the mentions in it, each with how many pieces are before it.

    `outer` is the block around it.
    """

    element: Element
    outer: "MentionBlock | None" = None
    parts: list[str | OpaqueNode] = field(default_factory=list)
    found: list[tuple[int, str, str, int | None]] = field(default_factory=list)

    def find_line(self, context: RenderContext) -> int | None:
        """Return the line on which the block begins, or the one around it; None where that isn't known."""
        line = context.line_of(self.element)
        return line or (self.outer.find_line(context) if self.outer else None)


def note_local_link(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Let the context know of a link to somewhere on the site."""
    if not context.has_local_links and MENTIONED_ADDRESS.match(element.attributes.get("href", "")):
        context.has_local_links = True
    return None


def collect_mentions(root: Element, context: RenderContext) -> None:
    """Give the context the links to somewhere on the site; take off the marks of wiki links."""
    if context.has_local_links:
        block = MentionBlock(root)
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
            inner = MentionBlock(child, block)
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
        element.children = join_text_nodes(node for child in element.children for node in unwrap_mark(child))


def note_mention(element: Element, block: MentionBlock, context: RenderContext) -> None:
    """Note in `block` what `element` mentions, if it does."""
    if TARGET_ATTRIBUTE in element.attributes:
        kind, target = element.attributes.get(KIND_ATTRIBUTE, "wiki"), element.attributes[TARGET_ATTRIBUTE]
    elif (
        element.tag == "a"
        and not element.has_class("zoom")
        and MENTIONED_ADDRESS.match(element.attributes.get("href", ""))
    ):
        kind, target = "link", element.attributes["href"]
    else:
        return
    line = context.line_of(element) or block.find_line(context)
    block.found.append((len(block.parts), target, kind, line))


def unwrap_mark(node: Node) -> Sequence[Node]:
    """Return `node` without the mark of a wiki link: of one that leads nowhere, what is in it."""
    if not isinstance(node, Element) or TARGET_ATTRIBUTE not in node.attributes:
        return [node]
    del node.attributes[TARGET_ATTRIBUTE]
    node.attributes.pop(KIND_ATTRIBUTE, None)
    return [node] if node.tag == "a" else node.children


def join_text_nodes(nodes: Iterable[Node]) -> list[Node]:
    """Return `nodes` with neighbouring texts as one."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return joined


def build_mentions(block: MentionBlock) -> list[Mention]:
    """Return the mentions of a block, each with its sentence; those of one sentence once."""
    if not block.found:
        return []
    texts = [part if isinstance(part, str) else tex_to_unicode(part.text) for part in block.parts]
    starts = [0, *accumulate(map(len, texts))]
    text = "".join(texts)
    ends = [match.end() for match in SENTENCE_BOUNDARY.finditer(text)]
    mentions = (
        Mention(target, kind, cut_sentence(text, ends, starts[place]), line)
        for place, target, kind, line in block.found
    )
    return list(dict.fromkeys(mentions))


def cut_sentence(text: str, ends: Sequence[int], place: int) -> str:
    """Return the sentence at `place`, cut to MAX_SENTENCE_LENGTH around it; `ends` are those of all."""
    index = bisect_right(ends, place)
    start, end = ends[index - 1] if index else 0, ends[index] if index < len(ends) else len(text)
    first = max(start, place - MAX_SENTENCE_LENGTH // 3)
    last = min(end, first + MAX_SENTENCE_LENGTH)
    sentence = " ".join(text[first:last].split())
    return f"{'…' if first > start else ''}{sentence}{'…' if last < end else ''}"
