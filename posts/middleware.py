"""Old addresses lead to where what they named is now."""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from posts.models import Post, Redirect


class RedirectMiddleware:
    """Turn a 404 for an address that something had once into a permanent redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        address = find_redirect_url(request.path_info)
        if not address:
            return response
        page = {name: request.GET[name] for name in ("page",) if name in request.GET}
        return HttpResponsePermanentRedirect(f"{address}?{urlencode(page)}" if page else address)


def find_redirect_url(path: str) -> str | None:
    """Return where `path` leads now, if anywhere: the feeds and cards below an address follow it."""
    wanted = Redirect.normalise_path(path)
    if "\0" in wanted:
        return None
    candidates = dict(split_address(wanted))
    found = Redirect.objects.select_related(*Redirect.TARGET_FIELDS).filter(path__in=candidates)
    for redirect in sorted(found, key=lambda one: len(one.path), reverse=True):
        target = redirect.target
        if not isinstance(target, Post) or target.is_live:
            return f"{target.get_absolute_url()}{quote(candidates[redirect.path])}"
    return None


def split_address(path: str) -> Iterator[tuple[str, str]]:
    """Yield `path` and the two-part address it lies below, each with what stands behind it."""
    yield path, ""
    parts = path.strip("/").split("/")
    if len(parts) > 2:
        yield f"/{'/'.join(parts[:2])}/", "/".join(parts[2:])
