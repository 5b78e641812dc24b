"""The opening of a post, from which an excerpt is made where its author wrote none."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise, tee

from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.passes.excerpt_length import (
    MAX_EXCERPT_WEIGHT,
    MAX_PARAGRAPH_CHARACTERS,
    MIN_EXCERPT_WEIGHT,
    drop_characters,
    find_sentence_ends,
    flatten_text,
    running_weights,
    shorten_block,
    take_characters,
)
from posts.rendering.passes.excerpt_nodes import copy_allowed, is_formula_block, is_wrapper
from posts.rendering.passes.flat_lists import flatten_lists, is_list
from posts.rendering.passes.leftovers import is_caption, is_label, measure_leftovers
from posts.rendering.passes.omissions import (
    add_callout_sign,
    build_omission,
    is_omission,
    is_omitted_bookmark,
)
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node

# What an excerpt is made of where the author set no marker.
PARAGRAPH_TAGS = frozenset({"blockquote", "dl", "ol", "p", "ul"})
# No more paragraphs are looked at, omissions included.
MAX_BLOCKS = 60
# An introduction goes only if more than that is left.
MIN_REST_WEIGHT = 0.15


def opening_paragraphs(root: Element) -> list[Node]:
    """Return the first paragraphs of `root`, up to the weight of an excerpt, with omissions between them."""
    # Few of them are needed of most posts.
    remaining = drop_leftovers(islice(iter_paragraphs(root), MAX_BLOCKS))
    blocks: list[Node] = []
    for block in remaining:
        blocks.append(block)
        if isinstance(block, Element) and not is_list(block):
            break
    else:
        blocks = [flatten_lists(block) if isinstance(block, Element) else block for block in blocks]
    begun, all_blocks = tee(chain(blocks, remaining))
    return choose_blocks(begun) or [block for block in all_blocks if is_omission(block)]


def choose_blocks(blocks: Iterable[Node]) -> list[Node]:
    """Return the first of `blocks`, the last of them shortened.

    It ends before code, a formula or a list where that is enough; a list that stands first, or would not be
    shown whole, is passed over.
    """
    chosen: list[Node] = []
    omissions: list[Node] = []
    for block in blocks:
        if not isinstance(block, Element):
            omissions.append(block)
            continue
        weight = measure(chosen)
        follows = omissions[0] if omissions else block
        if weight >= (1 if is_text(follows) else MIN_EXCERPT_WEIGHT):
            return end_before(follows, chosen)
        paragraph = flatten_lists(block)
        if is_list(block) and (not chosen or measure([*chosen, paragraph]) > MAX_EXCERPT_WEIGHT):
            chosen = drop_introduction(chosen, block)
            continue
        text = flatten_text([paragraph])[:MAX_PARAGRAPH_CHARACTERS]
        weights = running_weights(text, weight)
        is_long = weights[-1] > MAX_EXCERPT_WEIGHT or len(text) >= MAX_PARAGRAPH_CHARACTERS
        shown = omissions if chosen else []
        if is_long and not is_formula_block(block):
            part = shorten_block(paragraph, text, weights)
            return [*chosen, *shown, *part] if part else end_before(follows, chosen)
        chosen, omissions = [*chosen, *shown, paragraph], []
    return end_with_omissions(chosen, omissions)


def is_text(node: Node) -> bool:
    """Whether `node` is a paragraph, and no list, formula or omission."""
    return isinstance(node, Element) and not is_list(node) and not is_formula_block(node)


def measure(nodes: Sequence[Node]) -> float:
    """Return the weight of `nodes`, without their omissions."""
    return running_weights(flatten_text(node for node in nodes if not is_omission(node)), 0)[-1]


def end_with_omissions(chosen: list[Node], omissions: Sequence[Node]) -> list[Node]:
    """Return the whole post, of which `omissions` are the end; without them if what introduces them goes."""
    last = omissions[0] if omissions else Element("")
    kept = end_before(last, chosen)
    return [*kept, *omissions] if kept == chosen and chosen else kept


def end_before(following: Node, chosen: list[Node]) -> list[Node]:
    """Return `chosen` without what introduces `following`, if enough is left then."""
    kept = drop_introduction(chosen, following)
    while kept and kept != chosen and is_omission(kept[-1]):
        kept = kept[:-1]
    return kept if measure(kept) >= MIN_REST_WEIGHT else chosen


def is_introduction(block: Element, following: Node) -> bool:
    """Whether `block` introduces `following`, or something that is left out."""
    if block.tag != "p":
        return False
    text = flatten_text([block]).rstrip()
    is_open = len(text) not in find_sentence_ends(text)
    is_continued = is_list(following) or (isinstance(following, Element) and is_formula_block(following))
    return text.endswith(("：", ":")) or (is_open and is_continued)


def drop_introduction(chosen: list[Node], following: Node) -> list[Node]:
    """Return `chosen` without the sentence that introduces `following`; nothing, if that is all."""
    if not chosen or not isinstance(chosen[-1], Element) or not is_introduction(chosen[-1], following):
        return chosen
    *before, last = chosen
    ends = find_sentence_ends(flatten_text([last]))
    kept = [*before, *take_characters([last], ends[-1] if ends else 0)]
    return [] if all(map(is_omission, kept)) else kept


def drop_leftovers(blocks: Iterable[Node]) -> Iterator[Node]:
    """Give `blocks` from where the text begins, without those that are no text at all.

    As they are if nothing is left then.
    """
    skipped: list[Node] = []
    is_begun = False
    for block, following in pairwise(chain(blocks, ("",))):
        if not isinstance(block, Element):
            rest: Node | None = block if is_begun else None
        elif is_omitted_bookmark(following) and is_named(block):
            rest = None
        else:
            rest = drop_leftover(block)
            rest = block if rest and is_begun else rest
            is_begun = is_begun or rest is not None
        if rest is not None:
            yield rest
        elif not is_begun:
            skipped.append(block)
    if not is_begun:
        yield from skipped


def is_named(block: Element) -> bool:
    """Whether `block` is the name of what stands below it."""
    text = flatten_text([block])
    return block.tag == "p" and is_label(text, find_sentence_ends(text))


def drop_leftover(block: Element) -> Element | None:
    """Return `block` without the leftovers at its beginning; None if it is nothing else."""
    text = flatten_text([block], masked=False)[:MAX_PARAGRAPH_CHARACTERS]
    length = measure_leftovers(text, find_sentence_ends(flatten_text([block])[:MAX_PARAGRAPH_CHARACTERS]))
    if length and not text[length:].strip():
        return None
    [rest] = drop_characters([block], length)
    return rest if isinstance(rest, Element) else None


def iter_paragraphs(root: Element) -> Iterator[Node]:
    """Give the paragraphs and display formulas of `root`, as an excerpt shows them, and its omissions.

    The caption of a picture is none.
    """
    is_behind_picture = False
    for block in root.children:
        if omission := build_omission(block):
            yield omission
        elif isinstance(block, Element) and is_wrapper(block):
            sign = find_callout_sign(block)
            inner = list(iter_paragraphs(block))
            yield from add_callout_sign(inner, sign) if sign else inner
        elif isinstance(block, Element):
            copies = [copy for copy in copy_paragraph(block) if extract_text(copy)]
            if not (is_behind_picture and all(map(is_caption_block, copies))):
                yield from copies
            is_behind_picture = not copies and any(inner.tag == "img" for inner in block.iter_elements())


def copy_paragraph(block: Element) -> list[Node]:
    """Return a copy of `block` as an excerpt shows it, if it is a paragraph or a display formula."""
    if block.tag not in PARAGRAPH_TAGS and not is_formula_block(block):
        return []
    return [copy for copy in copy_allowed([block]) if isinstance(copy, Element)]


def is_caption_block(block: Node) -> bool:
    text = flatten_text([block])
    return isinstance(block, Element) and block.tag == "p" and is_caption(text, find_sentence_ends(text))
