"""Pictures of which there are smaller variants: the browser is given the choice."""

from posts.rendering.page import Page
from posts.rendering.passes.images import size_of, widths_of
from posts.rendering.tree import Element, Node
from posts.rendering.variants import offer, sizes


def choose(element: Element, page: Page) -> None:
    """Offer the variants of every picture below `element`, but where the author offers others."""
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
        elif child.tag == "img":
            children.append(offered(child, page))
        else:
            if child.tag != "picture":
                choose(child, page)
            children.append(child)
    element.children = children


def offered(image: Element, page: Page) -> Element:
    """Return `image`, in a `picture` with its variants where there are any.

    A feed reader that knows only `img` finds the picture itself in it.
    """
    source = image.attributes.get("src", "")
    size, widths = size_of(source, page), widths_of(source, page)
    if not size or not widths:
        return image
    made = offer(source, size[0], widths)
    shown = sizes(min(size[0], int(image.attributes.get("width", size[0]))))
    image.attributes.update(srcset=made.webp, sizes=shown)
    avif = Element("source", {"type": "image/avif", "srcset": made.avif, "sizes": shown})
    return Element("picture", {}, [avif, image])
