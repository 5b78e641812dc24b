"""Where one is on the site, and where its feeds are."""

from typing import NamedTuple

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from posts.addresses import absolute_url
from posts.models import Category, Tag

register = template.Library()


class FeedLink(NamedTuple):
    """A feed as a page refers to it: the format's name, its media type and its address."""

    name: str
    type: str
    url: str


FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json_feed": ("JSON Feed", "application/feed+json"),
}


@register.simple_tag
def feeds_of(shelf: Category | Tag | None = None) -> list[FeedLink]:
    """Return the feeds of a category or a tag; without one, those of the site."""
    prefix, args = (f"{shelf._meta.model_name}_", [shelf.slug]) if shelf else ("", [])
    return [
        FeedLink(label, media_type, reverse(f"posts:{prefix}{name}", args=args))
        for name, (label, media_type) in FORMATS.items()
    ]


@register.simple_tag(takes_context=True)
def here(context: Context, url: str) -> SafeString:
    """Return the attribute of a link to `url` that says that one is on that page, or below it."""
    path = context["request"].path
    if not path.startswith(url):
        return mark_safe("")
    return mark_safe(f' aria-current="{"page" if path == url else "true"}"')


@register.simple_tag(takes_context=True)
def whole(context: Context, url: str) -> str:
    """Return the whole address of the path `url`, to be copied."""
    return absolute_url(url, context["request"])
