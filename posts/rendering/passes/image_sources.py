"""Responsive images: `srcset` and `<picture>` for those of which there are smaller variants."""

from posts.rendering.context import RenderContext
from posts.rendering.passes.images import known_image_size, known_variant_widths
from posts.rendering.responsive_images import build_srcsets, sizes_attribute
from posts.rendering.tree import Element, Node


def add_image_sources(root: Element, context: RenderContext) -> None:
    """Offer the browser the smaller variants of every image in `root`, where any are known."""
    if context.image_sizes:
        add_sources_below(root, context)


def add_sources_below(element: Element, context: RenderContext) -> None:
    """Offer the variants of every image below `element`, but where the author offers others."""
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
        elif child.tag == "img":
            children.append(wrap_in_picture(child, context))
        else:
            if child.tag != "picture":
                add_sources_below(child, context)
            children.append(child)
    element.children = children


def wrap_in_picture(image: Element, context: RenderContext) -> Element:
    """Return `image`, in a `<picture>` with its variants where there are any.

    A feed reader that knows only `<img>` finds the image itself in it.
    """
    source = image.attributes.get("src", "")
    size, widths = known_image_size(source, context), known_variant_widths(source, context)
    if not size or not widths:
        return image
    srcsets = build_srcsets(source, size[0], widths)
    sizes = sizes_attribute(min(size[0], int(image.attributes.get("width", size[0]))))
    image.attributes.update(srcset=srcsets.webp, sizes=sizes)
    avif = Element("source", {"type": "image/avif", "srcset": srcsets.avif, "sizes": sizes})
    return Element("picture", {}, [avif, image])
