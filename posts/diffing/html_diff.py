"""Differences between two renders of a post, as it is read: its own HTML, with marks on what changed.

A formula, a picture or a drawing is one thing: it is shown as it was, and as it is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from posts.diffing.diff import DIFF_BUDGET, MIN_SHARED_RATIO, find_significant_blocks
from posts.diffing.html_tokens import (
    DRAWING_HOLDER,
    WHOLE_ELEMENTS,
    DiffToken,
    hide_drawings,
    is_leaf,
    iter_child_tokens,
    list_token_keys,
    split_tags,
)
from posts.diffing.matching import Budget, MatchingBlock, find_matching_blocks
from posts.rendering.tree import VOID_TAGS, Element, Node, parse_html, serialize_html

CONTEXT_BLOCKS = 1  # unchanged paragraphs that are shown before and after a change
MIN_HIDDEN_BLOCKS = 2  # fewer are shown
MAX_PAIRED_BLOCKS = 60  # of a place that changed; more are shown whole, old and new
MAX_LEAF_TOKENS = 6_000  # of a paragraph; a longer one is shown whole

DIFF_MARKS = {"added": ("ins", "diff-added"), "removed": ("del", "diff-removed")}


@dataclass(frozen=True, slots=True)
class HtmlPassage:
    """Some blocks of the newer render, with their changes; `is_hidden` if they are unchanged and many."""

    html: str
    is_hidden: bool = False
    block_count: int = 0


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block as it is shown, and whether anything in it changed."""

    html: str
    is_changed: bool


def diff_html(old: str, new: str) -> list[HtmlPassage]:
    """Return the passages that show the change from the render `old` to `new`; [] where they read the same.

    The HTML is safe if both are: it has the tags of both, and marks.
    """
    old_html, old_drawings = hide_drawings(old, "old")
    new_html, new_drawings = hide_drawings(new, "new")
    writer = HtmlDiffer(Budget(DIFF_BUDGET), {**old_drawings, **new_drawings})
    blocks = list(writer.merge_children(parse_html(old_html), parse_html(new_html)))
    return list(collapse_blocks(blocks)) if any(block.is_changed for block in blocks) else []


def collapse_blocks(blocks: Sequence[MarkedBlock]) -> Iterator[HtmlPassage]:
    """Yield `blocks` as passages; of unchanged ones those right beside a change are shown."""
    changed = [index for index, block in enumerate(blocks) if block.is_changed]
    shown = {near for index in changed for near in range(index - CONTEXT_BLOCKS, index + CONTEXT_BLOCKS + 1)}
    # White space between two blocks is none.
    for is_shown, group in groupby(range(len(blocks)), key=shown.__contains__):
        indexes = list(group)
        html = "".join(blocks[index].html for index in indexes)
        is_hidden = not is_shown and len(indexes) >= MIN_HIDDEN_BLOCKS
        yield HtmlPassage(html, is_hidden, len(indexes))


@dataclass(frozen=True, slots=True)
class HtmlDiffer:
    """Writes the newer of two trees, with marks on what was added, and what was removed at its place."""

    budget: Budget
    drawings: dict[str, str]

    def merge_children(self, old: Element, new: Element) -> Iterator[MarkedBlock]:
        """Yield what is in `new`, and what was in `old` and is gone, block by block."""
        before, after = ([child for child in one.children if not is_space(child)] for one in (old, new))
        keys, other_keys = ([describe_block(child) for child in side] for side in (before, after))
        position = other_position = 0
        blocks = find_matching_blocks(keys, other_keys, self.budget)
        for block in [*blocks, MatchingBlock(len(before), len(after), 0)]:
            yield from self.merge_changed(
                before[position : block.start], after[other_position : block.other_start]
            )
            for node in after[block.other_start : block.other_end]:
                yield MarkedBlock(self.write(node), is_changed=False)
            position, other_position = block.end, block.other_end

    def merge_changed(self, old: Sequence[Node], new: Sequence[Node]) -> Iterator[MarkedBlock]:
        """Yield blocks of which all changed: those that are alike are compared inside."""
        start = other_start = 0
        for index, other_index in [*pair_blocks(old, new), (len(old), len(new))]:
            gone = (self.mark(node, "removed") for node in old[start:index])
            come = (self.mark(node, "added") for node in new[other_start:other_index])
            pair = zip(old[index : index + 1], new[other_index : other_index + 1], strict=True)
            for html in chain(gone, come, (self.merge_elements(*both) for both in pair)):
                yield MarkedBlock(html, is_changed=True)
            start, other_start = index + 1, other_index + 1

    def merge_elements(self, old: Node, new: Node) -> str:
        """Return one element made of two with the same tag."""
        before, after = get_outer(old), get_outer(new)
        if before is None or after is None:
            return self.mark(old, "removed") + self.mark(new, "added")
        opening, closing = split_tags(after)
        if is_leaf(before) or is_leaf(after):
            inside = self.merge_leaves(before, after)
        else:
            inside = "".join(block.html for block in self.merge_children(before, after))
        return f"{opening}{inside}{closing}"

    def merge_leaves(self, old: Element, new: Element) -> str:
        """Return the inside of `new`, compared with `old` word by word, or whole where they share nothing."""
        before = [token for token in iter_child_tokens(old) if token.key]
        after = list(iter_child_tokens(new))
        keys, other_keys = [token.key for token in before], [token.key for token in after if token.key]
        is_long = max(len(keys), len(other_keys)) > MAX_LEAF_TOKENS
        blocks = [] if is_long else find_significant_blocks(keys, other_keys, self.budget)
        return "".join(self.write_merged(before, after, blocks))

    def write_merged(
        self, old: Sequence[DiffToken], new: Sequence[DiffToken], blocks: Sequence[MatchingBlock]
    ) -> Iterator[str]:
        """Yield the tokens of `new`; those in no block are marked, and those of `old` put in before them."""
        kept = {index for block in blocks for index in range(block.other_start, block.other_end)}
        gone = find_gone(blocks, len(old))
        position = 0
        run: list[DiffToken] = []
        yield self.write_marked([old[index] for index in gone.get(0, ())], "removed")
        for token in new:
            if token.key and position not in kept:
                run.append(token)
            else:
                yield self.write_marked(run, "added")
                run = []
                yield token.tag or self.write(token.node)
            if token.key:
                position += 1
                if lost := gone.get(position):
                    yield self.write_marked(run, "added")
                    run = []
                    yield self.write_marked([old[index] for index in lost], "removed")
        yield self.write_marked(run, "added")

    def write_marked(self, tokens: Sequence[DiffToken], kind: str) -> str:
        """Return `tokens` marked: words together, each formula or picture by itself."""
        parts = []
        for is_text, group in groupby(tokens, key=lambda token: isinstance(token.node, str)):
            pieces = [self.write(token.node) for token in group]
            parts += [
                wrap_in_mark(html, kind) if html.strip() else html
                for html in (["".join(pieces)] if is_text else pieces)
            ]
        return "".join(parts) if any(part.strip() for part in parts) or kind == "added" else ""

    def mark(self, node: Node, kind: str) -> str:
        """Return `node` with all that is read in it marked; what is removed has no ids."""
        element = get_outer(node)
        if element is None:
            return self.write_marked([DiffToken(node=node)], kind)
        element = without_ids(element) if kind == "removed" else element
        opening, closing = split_tags(element)
        if is_leaf(element):
            inside = wrap_in_mark("".join(map(self.write, element.children)), kind)
        else:
            inside = "".join(self.mark(child, kind) for child in element.children)
        return f"{opening}{inside}{closing}"

    def write(self, node: Node | None) -> str:
        """Return `node` as HTML, with the drawings in it."""
        if node is None:
            return ""
        if isinstance(node, Element):
            if node.tag == DRAWING_HOLDER:
                return self.drawings[node.attributes["index"]]
            if any(element.tag == DRAWING_HOLDER for element in node.iter_elements()):
                opening, closing = split_tags(node)
                return f"{opening}{''.join(map(self.write, node.children))}{closing}"
        return serialize_html(node)


def find_gone(blocks: Sequence[MatchingBlock], length: int) -> dict[int, range]:
    """Return which of `length` old tokens are in no block, by the number of new tokens before them."""
    gone = {}
    position = other_position = 0
    for block in blocks:
        if block.start > position:
            gone[other_position] = range(position, block.start)
        position, other_position = block.end, block.other_end
    if length > position:
        gone[other_position] = range(position, length)
    return gone


def pair_blocks(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]]:
    """Return the indexes of those blocks of two places that are compared inside, ascending on both sides."""
    tags = [[node.tag if isinstance(node, Element) else "" for node in side] for side in (old, new)]
    if tags[0] == tags[1] and all(tags[0]):
        return list(enumerate(range(len(new))))
    words = [[Counter(list_token_keys(node)) for node in side[:MAX_PAIRED_BLOCKS]] for side in (old, new)]
    pairs, start = [], 0
    for other_index, wanted in enumerate(words[1]):
        for index in range(start, len(words[0])):
            is_same_tag = tags[0][index] == tags[1][other_index] != ""
            if is_same_tag and are_alike(words[0][index], wanted):
                pairs.append((index, other_index))
                start = index + 1
                break
    return pairs


def are_alike(words: "Counter[str]", others: "Counter[str]") -> bool:
    """Whether two blocks share enough of what is read in them to be compared inside."""
    return (words & others).total() >= MIN_SHARED_RATIO * max(min(words.total(), others.total()), 1)


def describe_block(node: Node) -> str:
    """Return what two blocks share that read the same."""
    tag = node.tag if isinstance(node, Element) else ""
    return f"{tag}\0{chr(0).join(list_token_keys(node))}"


def get_outer(node: Node) -> Element | None:
    """Return `node` if it is an element with something to compare inside; None for what is one thing."""
    is_outer = isinstance(node, Element) and node.tag not in VOID_TAGS and node.tag not in WHOLE_ELEMENTS
    return node if isinstance(node, Element) and is_outer else None


def is_space(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()


def wrap_in_mark(html: str, kind: str) -> str:
    tag, css_class = DIFF_MARKS[kind]
    return f'<{tag} class="{css_class}">{html}</{tag}>'


def without_ids(element: Element) -> Element:
    """Return a copy of `element` without ids, which stand in the newer text."""
    attributes = {name: value for name, value in element.attributes.items() if name != "id"}
    children = [without_ids(child) if isinstance(child, Element) else child for child in element.children]
    return Element(element.tag, attributes, children)
