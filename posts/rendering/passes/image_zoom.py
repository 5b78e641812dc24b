"""Images that are wider than the text, linked to their files, so that a reader can see them in full size."""

from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.passes.images import known_image_size
from posts.rendering.responsive_images import CONTENT_WIDTH
from posts.rendering.tree import Element, Node

# Where a link may not be, would do something else, or where images are small.
UNZOOMED_TAGS = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "picture", "summary", "table"})


def link_large_images(element: Element, context: RenderContext) -> None:
    """Link every image below `element` that may be wider than the text to its own file."""
    visible = [child for child in element.children if not isinstance(child, str) or child.strip()]
    is_alone = element.tag == "figure" or len(visible) == 1
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
        elif child.tag == "img" and not child.has_class("link-card-picture"):
            is_large = is_large_image(child, context, is_alone=is_alone)
            children.append(link_to_full_size(child, context) if is_large else child)
        else:
            if child.tag not in UNZOOMED_TAGS:
                link_large_images(child, context)
            children.append(child)
    element.children = children


def is_large_image(image: Element, context: RenderContext, *, is_alone: bool) -> bool:
    """Whether an image is wider than the text; of unknown width, whether it `is_alone` and no data URL."""
    source = image.attributes.get("src", "")
    if not source or source.startswith("data:"):
        return False
    size = known_image_size(source, context)
    width = size[0] if size else int(image.attributes.get("width", 0))
    return width > CONTENT_WIDTH if width else is_alone


def link_to_full_size(image: Element, context: RenderContext) -> Element:
    """Return a link around `image`; one without alternative text is labelled by what it does."""
    attributes = {"class": "zoom", "href": image.attributes["src"]}
    if not image.attributes["alt"]:
        attributes["aria-label"] = labels_for(context.language)["enlarge"]
    return Element("a", attributes, [image])
