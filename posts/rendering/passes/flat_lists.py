"""Lists as paragraphs: an excerpt is a few lines of running text, and never ends inside a list."""

from collections.abc import Sequence

from posts.rendering.passes.excerpt_length import MAX_PARAGRAPH_CHARACTERS, flatten_text
from posts.rendering.passes.excerpt_nodes import is_formula_block
from posts.rendering.passes.omissions import is_omission
from posts.rendering.plain_text import CONSECUTIVE_HAN
from posts.rendering.tree import Element, Node

FLATTENED_TAGS = frozenset({"dl", "ol", "ul"})
LIST_ITEM_TAGS = frozenset({"dd", "dt", "li"})
TEXT_BLOCK_TAGS = frozenset({"blockquote", "p"})
# After one of these, the next item needs no further mark.
ITEM_ENDS = tuple("。！？；：…，、.!?;:,")


def is_list(block: Node) -> bool:
    return isinstance(block, Element) and block.tag in FLATTENED_TAGS


def flatten_lists(block: Element) -> Element:
    """Return `block` with a paragraph in place of each list: its items, parted by semicolons."""
    if is_list(block):
        return Element("p", {}, join_items(block))
    if block.tag != "blockquote":
        return block
    children = [flatten_lists(child) if isinstance(child, Element) else child for child in block.children]
    return Element(block.tag, block.attributes, children)


def join_items(block: Element) -> list[Node]:
    """Return the items of a list, and of lists in it, as nodes of one line; a long list is cut."""
    joined: list[Node] = []
    last = ""
    length = 0
    for item in block.children:
        if not isinstance(item, Element) or item.tag not in LIST_ITEM_TAGS:
            continue
        nodes = strip_nodes(flatten_item(item.children))
        if not nodes:
            continue
        if joined:
            joined.append(choose_separator(last))
        joined += nodes
        last = flatten_text(nodes, masked=False)
        length += len(last)
        if length > MAX_PARAGRAPH_CHARACTERS:
            break
    return joined


def flatten_item(nodes: Sequence[Node]) -> list[Node]:
    """Return what an item holds as nodes of one line, without code, tables and display formulas."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            flat.append(node.replace("\n", " ") if node.strip() else "")
        elif isinstance(node, Element) and is_list(node):
            inner = join_items(node)
            flat += (
                [choose_separator(flatten_text(flat[-4:], masked=False)), *inner] if inner and flat else inner
            )
        elif isinstance(node, Element) and node.tag in TEXT_BLOCK_TAGS:
            flat += [*([" "] if flat else []), *strip_nodes(flatten_item(node.children))]
        elif not is_omission(node) and not (isinstance(node, Element) and is_formula_block(node)):
            flat.append(node)
    return [node for node in flat if node]


def strip_nodes(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` without white space at both ends."""
    stripped = list(nodes)
    if stripped and isinstance(stripped[0], str):
        stripped[0] = stripped[0].lstrip()
    if stripped and isinstance(stripped[-1], str):
        stripped[-1] = stripped[-1].rstrip()
    return [node for node in stripped if node]


def choose_separator(text: str) -> str:
    """Return what parts `text` from the item behind it."""
    is_han = bool(CONSECUTIVE_HAN.search(text))
    if text.rstrip().endswith(ITEM_ENDS):
        return "" if is_han else " "
    return "；" if is_han else "; "
