"""Where the site is."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest


def absolute_url(path: str, request: HttpRequest) -> str:
    """Return the whole address of `path`: at SITE_URL or, where none is set, at the host that was asked."""
    return urljoin(settings.SITE_URL or request.build_absolute_uri("/"), path)
