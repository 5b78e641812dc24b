"""Looking into trees of HTML. None of these calls itself, so that no depth is too deep."""

from collections.abc import Callable, Iterable, Iterator

from posts.rendering.tree import Element, Node


def find_first(element: Element, wants: Callable[[Element], bool]) -> Element | None:
    """Return the first element below `element` that `wants` accepts."""
    return next(filter(wants, element.iter_elements()), None)


def find_all(element: Element, wants: Callable[[Element], bool]) -> Iterator[Element]:
    """Give the elements below `element` that `wants` accepts."""
    return filter(wants, element.iter_elements())


def iter_text_nodes(
    nodes: Iterable[Node], leaves_out: Callable[[Element], bool] | None = None
) -> Iterator[str]:
    """Give the text below `nodes`, without that of the elements that `leaves_out` accepts."""
    pending = list(nodes)[::-1]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, Element) and not (leaves_out and leaves_out(node)):
            pending.extend(reversed(node.children))


def get_text(element: Element) -> str:
    """Return all text below `element`."""
    return "".join(iter_text_nodes(element.children))


def get_classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()
