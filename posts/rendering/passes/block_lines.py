"""On which line of the source each block of the page begins: the preview scrolls by it."""

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node, OpaqueNode


def record_block_lines(root: Element, context: RenderContext) -> None:
    """Note the author's line of each element that stands directly in `root`."""
    blocks = (node for node in root.children if isinstance(node, Element) or is_visible(node))
    context.block_lines = tuple(map(context.first_line_of, blocks))


def is_visible(node: Node) -> bool:
    return isinstance(node, OpaqueNode) and bool(node.html)
