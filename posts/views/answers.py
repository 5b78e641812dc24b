"""What the site answers to an address, told without a request for it: for those who test redirects."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve

from posts.views.old_addresses import find_old_address, find_queried_address, is_gone


@dataclass(frozen=True, slots=True)
class AddressAnswer:
    """The status of the answer, and where it leads if it redirects."""

    status: int
    url: str = ""


def describe_answer(address: str, request: HttpRequest) -> AddressAnswer:
    """Return what a reader gets at `address`, a path or a URL of this site; `request` names the host."""
    parts = urlsplit(address)
    path = f"/{unquote(parts.path).lstrip('/')}"
    if parts.query and (found := find_queried_address(path, parts.query)):
        return AddressAnswer(301, unquote(found.url))
    try:
        view, arguments, options = resolve(path)
        response = view(build_anonymous_request(path, parts.query, request), *arguments, **options)
        status = response.status_code
    except (Http404, Resolver404):
        status = 404
    if status != 404:
        return AddressAnswer(status, response.headers.get("Location", ""))
    if found := find_old_address(path):
        return AddressAnswer(301, unquote(found.url))
    return AddressAnswer(410 if is_gone(path) else 404)


def build_anonymous_request(path: str, query: str, request: HttpRequest) -> HttpRequest:
    """Return the request of a reader without an account for `path`, at the host of `request`."""
    asked = HttpRequest()
    names = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
    asked.META = {name: request.META[name] for name in names if name in request.META}
    asked.META["QUERY_STRING"] = query
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.user = AnonymousUser()
    return asked
