"""Reserved paths: what the site has at its own addresses, where no page can stand."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLResolver, get_resolver

# Beside those of the URLs: what other tools had there, and what may come.
FURTHER_SEGMENTS = frozenset({"api", "atom", "feed", "page", "rss", "static", "media"})


@cache
def get_reserved_segments() -> frozenset[str]:
    """Return the first segments of all addresses that the site has itself, in lower case."""
    prefixes = (
        str(prefix).strip("/").partition("/")[0] for prefix in (settings.STATIC_URL, settings.MEDIA_URL)
    )
    segments = {*iter_first_segments(get_resolver().url_patterns), *prefixes, *FURTHER_SEGMENTS}
    return frozenset(segment.lower() for segment in segments if segment)


def iter_first_segments(patterns: list[Any]) -> Iterator[str]:
    """Yield what the routes of `patterns` begin with, up to their first slash, unless it is a parameter."""
    for pattern in patterns:
        segment = str(pattern.pattern).lstrip("^").partition("/")[0]
        if segment and "<" not in segment:
            yield segment
        elif not segment and isinstance(pattern, URLResolver):
            yield from iter_first_segments(pattern.url_patterns)


def is_reserved_path(path: str) -> bool:
    """Whether `path`, without its first slash, begins with a segment that pages cannot have."""
    return path.partition("/")[0].lower() in get_reserved_segments()
