"""Links to feeds, and what links need to know of the current page."""

from typing import NamedTuple

from django import template
from django.template import Context
from django.template.defaulttags import querystring
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe

from posts.models import Category, Profile, Series, Site, SiteLink, Tag, get_known_site, get_site
from posts.models.feed_paths import get_feed_path
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
def feed_links(term: Category | Tag | Series | Profile | None = None) -> list[FeedLink]:
    """Return links to the feeds of a category, tag, series or author; without one, to those of the site."""
    return [
        FeedLink(label, media_type, get_feed_path(name, term))
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
    return str(querystring(context, page=number))


@register.simple_tag(takes_context=True)
def full_url(context: Context, path: str) -> str:
    """Return the absolute URL of `path`, to be copied."""
    return absolute_url(path, context["request"])
