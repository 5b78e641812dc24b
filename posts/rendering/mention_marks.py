"""Marks of what mentions another post, from which `mentions` makes sentences once all words are there."""

from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node

TARGET_ATTRIBUTE = "data-wiki-target"
KIND_ATTRIBUTE = "data-mention-kind"


def mark_mention(node: Node, target: str, context: RenderContext) -> Element:
    """Return `node`, a link or words, marked as a reference to `target`."""
    context.has_local_links = True
    marks = {TARGET_ATTRIBUTE: target, KIND_ATTRIBUTE: "reference"}
    if isinstance(node, Element) and node.tag == "a":
        node.attributes |= marks
        return node
    return Element("span", marks, [node])
