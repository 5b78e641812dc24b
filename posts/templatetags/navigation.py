"""Links to feeds, and what links need to know of the current page."""

from typing import NamedTuple

from django import template
from django.template import Context
from django.template.defaulttags import querystring
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from posts.models import Category, Site, SiteLink, Tag, get_known_site, get_site
from posts.models.urls import absolute_url, is_for_static_site, list_page_path

register = template.Library()


class FeedLink(NamedTuple):
    """A link to a feed: its format's name, its media type and its path."""

    name: str
    type: str
    url: str


FEED_FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json_feed": ("JSON Feed", "application/feed+json"),
}


MAX_SHOWN_LINKS = 5


@register.simple_tag
def feed_links(term: Category | Tag | None = None) -> list[FeedLink]:
    """Return links to the feeds of a category or a tag; without one, to those of the site."""
    prefix, args = (f"{term._meta.model_name}_", [term.slug]) if term else ("", [])
    return [
        FeedLink(label, media_type, reverse(f"posts:{prefix}{name}", args=args))
        for name, (label, media_type) in FEED_FORMATS.items()
    ]


class Navigation(NamedTuple):
    """The links of the header: those it shows, and those of the menu beside them."""

    shown: tuple[SiteLink, ...]
    folded: tuple[SiteLink, ...]


@register.simple_tag
def site_navigation() -> Navigation:
    """Return the links of the header. So many that they would fill it are folded."""
    links = get_site().navigation
    shown = len(links) if len(links) <= MAX_SHOWN_LINKS + 1 else MAX_SHOWN_LINKS
    return Navigation(links[:shown], links[shown:])


@register.simple_tag
def known_site() -> Site:
    """Return the site as far as it is known without the database."""
    return get_known_site()


@register.simple_tag(takes_context=True)
def aria_current(context: Context, url: str) -> SafeString:
    """Return the attribute of a link to `url` that says whether the current page is there or below it."""
    path = context["request"].path
    # Everything is below the home page.
    if path != url and (url == "/" or not path.startswith(url)):
        return mark_safe("")
    return mark_safe(f' aria-current="{"page" if path == url else "true"}"')


@register.simple_tag(takes_context=True)
def page_link(context: Context, number: int) -> str:
    """Return the link to page `number` of the list that is shown, with all else that its query says."""
    request = context["request"]
    if is_for_static_site(request):
        return list_page_path(request, escape_uri_path(request.path), number)
    query = str(querystring(context, page=number if number > 1 else None)).removeprefix("?")
    return f"?{query}" if query else escape_uri_path(request.path)


@register.simple_tag(takes_context=True)
def page_suffix(context: Context) -> str:
    """Return " · Page 2" on a later page of a list, so that no other has its title; else ""."""
    page = context.get("page_obj")
    if page is None or page.number == 1:
        return ""
    return " · " + gettext("Page %(number)s") % {"number": page.number}


@register.simple_tag(takes_context=True)
def full_url(context: Context, path: str) -> str:
    """Return the absolute URL of `path`, to be copied."""
    return absolute_url(path, context["request"])
