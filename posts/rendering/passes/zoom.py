"""Pictures that are wider than the text, linked to themselves, so that a reader can see them whole."""

from posts.rendering.page import Page
from posts.rendering.passes.images import size_of
from posts.rendering.tree import Element, Node
from posts.rendering.variants import COLUMN
from posts.rendering.words import words

# Where a link may not be, would do something else, or where pictures are small.
CLOSED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "picture", "summary", "table"})


def enlarge(element: Element, page: Page) -> None:
    """Link every picture below `element` that may be wider than the text to its own address."""
    visible = [child for child in element.children if not isinstance(child, str) or child.strip()]
    is_alone = element.tag == "figure" or len(visible) == 1
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
        elif child.tag == "img":
            children.append(linked(child, page) if is_large(child, page, is_alone=is_alone) else child)
        else:
            if child.tag not in CLOSED:
                enlarge(child, page)
            children.append(child)
    element.children = children


def is_large(image: Element, page: Page, *, is_alone: bool) -> bool:
    """Whether a picture is wider than the text; of unknown width, whether it `is_alone` and not inlined."""
    source = image.attributes.get("src", "")
    if not source or source.startswith("data:"):
        return False
    size = size_of(source, page)
    width = size[0] if size else int(image.attributes.get("width", 0))
    return width > COLUMN if width else is_alone


def linked(image: Element, page: Page) -> Element:
    """Return the link around `image`; one without alternative text is named after what it does."""
    attributes = {"class": "zoom", "href": image.attributes["src"]}
    if not image.attributes["alt"]:
        attributes["aria-label"] = words(page.language)["enlarge"]
    return Element("a", attributes, [image])
