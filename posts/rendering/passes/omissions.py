"""What an excerpt says of things that it cannot show: where code, a table or a bookmark was, and callouts.

An omission is an OpaqueNode without text, whose HTML is the name of what is left out until it is labelled.
"""

from collections.abc import Mapping, Sequence

from posts.rendering.tree import Element, Node, OpaqueNode

# Classes of what leaves a mark behind.
OMITTED_CLASSES = ("bookmark", "code", "table")
# A callout's sign stands in the first of these that holds none of them.
SIGNED_TAGS = frozenset({"blockquote", "dd", "dl", "dt", "li", "ol", "p", "ul"})


def build_omission(node: Node) -> OpaqueNode | None:
    """Return the omission for `node`; None where it leaves no mark."""
    if isinstance(node, OpaqueNode) and node.kind == "code":
        return OpaqueNode("omission", "", "code")
    if isinstance(node, Element):
        name = next(filter(node.has_class, OMITTED_CLASSES), None)
        return OpaqueNode("omission", "", name) if name else None
    return None


def is_omission(node: Node) -> bool:
    return isinstance(node, OpaqueNode) and node.kind == "omission"


def is_omitted_bookmark(node: Node) -> bool:
    """Whether `node` is the omission of a bookmark."""
    return isinstance(node, OpaqueNode) and is_omission(node) and node.html == "bookmark"


def label_omissions(nodes: Sequence[Node], labels: Mapping[str, str]) -> list[Node]:
    """Return `nodes` with their omissions labelled, those that follow one another in one paragraph."""
    labelled: list[Node] = []
    names: list[str] = []
    for node in [*nodes, None]:
        if isinstance(node, OpaqueNode) and is_omission(node):
            names.append(node.html)
        elif node is None or not (names and isinstance(node, str) and not node.strip()):
            if names:
                text = " ".join(labels[f"omitted-{name}"] for name in dict.fromkeys(names))
                labelled.append(OpaqueNode("omission", "", f'<p class="omitted">{text}</p>'))
                names = []
            if isinstance(node, Element):
                labelled.append(Element(node.tag, node.attributes, label_omissions(node.children, labels)))
            elif node is not None:
                labelled.append(node)
    return labelled


def add_callout_sign(blocks: Sequence[Node], sign: str) -> list[Node]:
    """Return the blocks of a callout with its `sign` before the first text; as they are without a sign."""
    block = next((node for node in blocks if not isinstance(node, str) or node.strip()), None)
    if not sign or block is None:
        return list(blocks)
    if not isinstance(block, Element) or block.tag not in SIGNED_TAGS:
        return [Element("p", {}, [sign]), *blocks]
    while inner := find_signed_child(block):
        block = inner
    block.children = [f"{sign} ", *block.children]
    return list(blocks)


def find_signed_child(element: Element) -> Element | None:
    """Return the child that begins `element`, if that may hold a callout's sign."""
    first = next((node for node in element.children if not isinstance(node, str) or node.strip()), None)
    return first if isinstance(first, Element) and first.tag in SIGNED_TAGS else None
