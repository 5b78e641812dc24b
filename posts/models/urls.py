"""URLs of the site: paths by the name of their route, and absolute URLs."""

from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

# Used where SITE_URL is not set.
PLACEHOLDER_SITE = "http://site.invalid"
# Key of the environment of a request that is made for the site as files.
FOR_STATIC_SITE = "transmission.static_site"


@lru_cache(maxsize=10_000)
def reverse_cached(name: str, *args: str | int) -> str:
    """Return the path of the route called `name`, as Django's `reverse`.

    Cached: a list page has ninety such links, and each takes long.
    """
    return reverse(name, args=args)


def absolute_url(path: str, request: HttpRequest) -> str:
    """Return the absolute URL of `path`: below SITE_URL or, where none is set, at the host of `request`."""
    return urljoin(settings.SITE_URL or request.build_absolute_uri("/"), path)


def is_for_static_site(request: HttpRequest) -> bool:
    """Whether what answers `request` becomes a file, which no web server chooses by the query."""
    return FOR_STATIC_SITE in request.META


def list_page_path(request: HttpRequest, path: str, number: int) -> str:
    """Return the path and query of page `number` of the list at `path`, 1 being the first.

    Among files, further pages have folders of their own.
    """
    if number == 1:
        return path
    return f"{path}page/{number}/" if is_for_static_site(request) else f"{path}?page={number}"


def get_local_path(href: str, base: str) -> str | None:
    """Return the decoded path of `href`, resolved against `base`; None if it leads to another site."""
    try:
        parts, home = urlsplit(urljoin(base, href)), urlsplit(base)
    except ValueError:
        return None
    is_local = parts.scheme in {"http", "https"} and parts.netloc.lower() == home.netloc.lower()
    # PostgreSQL refuses NUL characters.
    return unquote(parts.path or "/").replace("\0", "") if is_local else None
