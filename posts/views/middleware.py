"""Middleware: ids of requests, redirects from old URLs, and compression of responses."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

from posts.models import Redirect
from posts.models.machine_slots import NoFreeSlot
from posts.monitoring.request_context import REQUEST_ID_HEADER, use_request

COMPRESSED_TYPES = re.compile(r"(audio|video|image)/(?!svg)")


class RequestIdMiddleware:
    """Gives each request an id, which its log records have, and sends it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with use_request(request) as request_id:
            response = self.get_response(request)
        response[REQUEST_ID_HEADER] = request_id
        return response


class BusyMiddleware:
    """Answers 503 with Retry-After (RFC 9110, section 10.2.3) where a view finds no free slot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NoFreeSlot):
            return None
        page = render_to_string("busy.html", {"site_name": settings.SITE_NAME})
        headers = {"Retry-After": str(exception.retry_after), "Cache-Control": "no-store"}
        return HttpResponse(page, status=503, headers=headers)


class RedirectMiddleware:
    """Turns a 404 for an old URL of something that still exists into a permanent redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        url = find_redirect_url(request.path_info)
        if not url:
            return response
        page = {name: request.GET[name] for name in ("page",) if name in request.GET}
        return HttpResponsePermanentRedirect(f"{url}?{urlencode(page)}" if page else url)


def find_redirect_url(path: str) -> str | None:
    """Return the current URL for the old `path`, or None; feeds and cards below an old path follow it."""
    old_path = Redirect.normalise_path(path)
    if "\0" in old_path:
        return None
    rests = dict(split_path(old_path))
    redirects = Redirect.objects.select_related(*Redirect.TARGET_FIELDS).filter(path__in=rests)
    for redirect in sorted(redirects, key=lambda redirect: len(redirect.path), reverse=True):
        target = redirect.target
        if target.is_live:
            return f"{target.get_absolute_url()}{quote(rests[redirect.path])}"
    return None


def split_path(path: str) -> Iterator[tuple[str, str]]:
    """Yield `path`, and the path of two parts above it, each with the rest that follows it."""
    yield path, ""
    parts = path.strip("/").split("/")
    if len(parts) > 2:
        yield f"/{'/'.join(parts[:2])}/", "/".join(parts[2:])


class GZipTextMiddleware(GZipMiddleware):
    """Django's middleware, except for media that are compressed already and for partial responses.

    Content-Range counts the bytes of the file as it is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 206 or COMPRESSED_TYPES.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
