"""Cover images, with their variants as sources."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.models import Post
from posts.rendering.responsive_images import CONTENT_WIDTH, build_srcsets, sizes_attribute

register = template.Library()

# As wide as stylesheets make a cover in a list, and at the head of a post.
COVER_SIZES = {"card": "(min-width: 48rem) 16rem, 100vw", "page": sizes_attribute(CONTENT_WIDTH)}


@register.simple_tag
def cover_image(post: Post, place: str, *, first: bool = True) -> SafeString:
    """Return the cover of `post` for a `place`, loaded at once where it is the `first` thing seen."""
    attributes: dict[str, Any] = {"src": post.cover.url, "alt": post.cover_alt, "lang": post.language}
    if post.cover_width:
        attributes |= {"width": post.cover_width, "height": post.cover_height}
    attributes |= {"fetchpriority": "high"} if first else {"loading": "lazy"}
    if not post.cover_widths or not post.cover_width:
        return format_cover(attributes)
    variants = build_srcsets(post.cover.url, post.cover_width, post.cover_widths)
    shown_sizes = COVER_SIZES[place]
    source = format_html('<source type="image/avif" srcset="{}" sizes="{}">', variants.avif, shown_sizes)
    fallback = format_cover({**attributes, "srcset": variants.webp, "sizes": shown_sizes})
    return format_html('<picture class="cover-picture">{}{}</picture>', source, fallback)


def format_cover(attributes: dict[str, Any]) -> SafeString:
    formatted = [format_html(' {}="{}"', name, value) for name, value in attributes.items()]
    return format_html('<img class="cover"{} decoding="async">', SafeString("".join(formatted)))
