"""URLs of the site: paths by the name of their route, and absolute URLs."""

from functools import lru_cache
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


@lru_cache(maxsize=10_000)
def reverse_cached(name: str, *args: str | int) -> str:
    """Return the path of the route called `name`, as Django's `reverse`.

    Cached: a list page has ninety such links, and each takes long.
    """
    return reverse(name, args=args)


def absolute_url(path: str, request: HttpRequest) -> str:
    """Return the absolute URL of `path`: below SITE_URL or, where none is set, at the host of `request`."""
    return urljoin(settings.SITE_URL or request.build_absolute_uri("/"), path)
