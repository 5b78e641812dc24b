"""Asks the site for its pages as an anonymous reader, in this process and without a server."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views.defaults import page_not_found

from posts.exchange.static_site.addresses import SiteAddress
from posts.models import get_site
from posts.models.urls import FOR_STATIC_SITE

# Routes of the public site that answer something else each time, or only who has an account.
UNWRITTEN_ROUTES = frozenset({"health", "live", "ready", "titles", "shared"})


@contextmanager
def use_site_address(address: SiteAddress) -> Iterator[None]:
    """Within the block, the site is at `address`, and takes no request for one to be redirected to https."""
    values = {
        "SITE_URL": address.asked_origin,
        "ALLOWED_HOSTS": [urlsplit(address.asked_origin).hostname],
        "SECURE_SSL_REDIRECT": False,
        "SECURE_PROXY_SSL_HEADER": None,
        "DEBUG": False,
    }
    before = {name: getattr(settings, name) for name in values}
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # a page that is missing is told by the command
    try:
        for name, value in values.items():
            setattr(settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        logger.setLevel(level)


# Headers of pages that are for browsers, and do not depend on who sends them.
PAGE_HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
)


class SiteRequests:
    """Asks for pages of the site at `address`; to be made and used within `use_site_address`."""

    def __init__(self, address: SiteAddress) -> None:
        self.origin = urlsplit(address.asked_origin)
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, address: str) -> Any:
        """Return the response to a reader's request for the page at `address`, rendered."""
        with translation.override(get_site().language):
            return self.handler.get_response(self.build_request(address))

    def get_missing_page(self) -> HttpResponseBase:
        """Return the page that a reader gets who asks for what is not there."""
        request = self.build_request("/404.html")
        with translation.override(get_site().language):
            return page_not_found(request, Exception())

    def get_page_headers(self) -> dict[str, str]:
        """Return the headers that a web server should send with each page, as the site does."""
        response = self.get("/")
        headers = {name: response[name] for name in PAGE_HEADERS if response.has_header(name)}
        policy = "Content-Security-Policy"
        if policy in headers:  # its parts come in any order
            headers[policy] = "; ".join(sorted(headers[policy].split("; ")))
        return headers

    def build_request(self, address: str) -> HttpRequest:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),  # as PEP 3333 has it
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.origin.netloc,
            "SERVER_NAME": self.origin.hostname,
            "SERVER_PORT": str(self.origin.port or (443 if self.origin.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": self.origin.scheme,
            "wsgi.input": io.BytesIO(),
            FOR_STATIC_SITE: True,
        }
        return WSGIRequest(environ)


def is_public_route(path: str) -> bool:
    """Whether `path` may be of the public site: not of the admin or of accounts, nor made for one reader.

    What no route knows may be a redirect.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return True
    return match.app_names[:1] == ["posts"] and match.url_name not in UNWRITTEN_ROUTES


def may_be_stored(response: HttpResponseBase) -> bool:
    """Whether caches may store `response`: what only one reader may see tells them not to."""
    directives = response.get("Cache-Control", "")
    return not any(word in directives for word in ("no-store", "private", "no-cache"))
