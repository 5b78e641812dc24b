"""Middleware: ids of requests, redirects from old URLs, and compression of responses."""

import re
from collections.abc import Callable, Collection
from urllib.parse import parse_qsl

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from posts.models import get_site
from posts.models.machine_slots import NoFreeSlot
from posts.models.plain_permalinks import OLD_PARAMETERS, find_plain_permalink, may_be_old_address
from posts.models.site_locale import use_site_locale
from posts.models.urls import is_for_static_site
from posts.monitoring.request_context import REQUEST_ID_HEADER, use_request
from posts.page_cache.compression import choose_encoding
from posts.page_cache.keys import API_PATH, MAX_HEADER
from posts.page_cache.reader_methods import ALLOW, READER_METHODS, WRITABLE_PATHS, is_refused_method
from posts.views.address_counters import counters
from posts.views.old_addresses import (
    OldAddress,
    find_old_address,
    find_queried_address,
    is_gone,
)

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


class ReaderMethodsMiddleware:
    """Answers OPTIONS, and 405 to what would write, for all that readers see, whether or not it is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        method, path = str(request.method), request.path_info
        if is_refused_method(method, path):
            return HttpResponseNotAllowed(READER_METHODS, f"This address takes {ALLOW}.\n", "text/plain")
        if method == "OPTIONS" and not path.startswith(WRITABLE_PATHS):
            return HttpResponse(status=204, headers={"Allow": ALLOW})
        return self.get_response(request)


class SiteLocaleMiddleware:
    """Answers in the language and the time zone of the site, whatever the reader's are: pages are stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with use_site_locale():
            return self.get_response(request)


class BusyMiddleware:
    """Answers 503 with Retry-After (RFC 9110, section 10.2.3) where a view finds no free slot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NoFreeSlot):
            return None
        page = render_to_string("busy.html", {"site_name": get_site().name})
        headers = {"Retry-After": str(exception.retry_after), "Cache-Control": "no-store"}
        return HttpResponse(page, status=503, headers=headers)


class RedirectMiddleware:
    """Turns a 404 for an old address of something that still exists into a permanent redirect.

    For a post that was deleted it is 410 (RFC 9110, section 15.5.11); any other is counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")  # of which a view that is stored drops a part
        if may_be_old_address(request.path_info, query) and (answer := self.answer_query(request, query)):
            return answer
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        if request.path_info.startswith(API_PATH):
            return response  # it has no old addresses, and answers in a form of its own
        if found := find_old_address(request.path_info):
            return self.redirect(request, found, query)
        if is_gone(request.path_info):
            return render(request, "410.html", status=410)
        if not is_for_static_site(request):
            counters.count_missed(request.path_info)
        return response

    def answer_query(self, request: HttpRequest, query: str) -> HttpResponse | None:
        """Return the answer to an address that the query tells; None where it tells of nothing old."""
        if found := find_queried_address(request.path_info, query):
            return self.redirect(request, found, drop_parameters(query, OLD_PARAMETERS))
        permalink = find_plain_permalink(f"{request.path_info}?{query}")
        return render(request, "410.html", status=410) if permalink and is_gone(permalink) else None

    def redirect(self, request: HttpRequest, found: OldAddress, query: str) -> HttpResponse:
        """Return the redirect to `found`, with what is left of the query."""
        if found.redirect_id and not is_for_static_site(request):
            counters.count_followed(found.redirect_id)
        return HttpResponsePermanentRedirect(add_query(found.url, query))


def drop_parameters(query: str, names: Collection[str]) -> str:
    """Return `query` without the parameters called `names`."""
    return "&".join(pair for pair in query.split("&") if pair.partition("=")[0] not in names)


def add_query(url: str, query: str) -> str:
    """Return `url` with the parameters of `query` that it has not itself: numbers of pages, tracking."""
    address, _, own = url.partition("?")
    if "#" in url:
        return url
    known = {name for name, _ in parse_qsl(own)}
    rest = [pair for pair in query.split("&") if pair and pair.partition("=")[0] not in known]
    joined = "&".join(filter(None, [own, *rest]))
    return f"{address}?{joined}" if joined else address


class GZipTextMiddleware(GZipMiddleware):
    """Django's middleware, except for media that are compressed already and for partial responses.

    Content-Range counts the bytes of the file as it is. Who weighs gzip with 0 gets none.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 206 or COMPRESSED_TYPES.match(response.get("Content-Type", "")):
            return response
        if not choose_encoding(request.headers.get("Accept-Encoding", "")[:MAX_HEADER], ("gzip",)):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)
