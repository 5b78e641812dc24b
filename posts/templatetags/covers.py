"""Cover images, with their variants as sources."""

from functools import lru_cache
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
    sizes = (post.cover_width, post.cover_height, tuple(post.cover_widths or ()))
    return write_cover(post.cover.url, post.cover_alt, post.language, *sizes, COVER_SIZES[place], first=first)


@lru_cache(maxsize=2_000)
def write_cover(  # noqa: PLR0913, PLR0917  (all that it depends on)
    url: str,
    alt: str,
    language: str,
    width: int,
    height: int,
    widths: tuple[int, ...],
    sizes: str,
    *,
    first: bool,
) -> SafeString:
    """Return a cover with its variants of these `widths`, shown in these `sizes`."""
    attributes: dict[str, Any] = {"src": url, "alt": alt, "lang": language}
    if width:
        attributes |= {"width": width, "height": height}
    attributes |= {"fetchpriority": "high"} if first else {"loading": "lazy"}
    if not widths or not width:
        return format_cover(attributes)
    variants = build_srcsets(url, width, widths)
    source = format_html('<source type="image/avif" srcset="{}" sizes="{}">', variants.avif, sizes)
    fallback = format_cover({**attributes, "srcset": variants.webp, "sizes": sizes})
    return format_html('<picture class="cover-picture">{}{}</picture>', source, fallback)


def format_cover(attributes: dict[str, Any]) -> SafeString:
    formatted = [format_html(' {}="{}"', name, value) for name, value in attributes.items()]
    return format_html('<img class="cover"{} decoding="async">', SafeString("".join(formatted)))
