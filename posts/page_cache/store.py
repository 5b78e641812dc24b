"""The WSGI application that wraps the site: answers from stored pages, and stores new ones."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min

from posts.models import Post
from posts.page_cache.decorators import FOR_STORE, KEPT_PARAMETERS, STORE_ASKS
from posts.page_cache.pages import Headers, PageSet, StoredPage, get_vary_names
from posts.page_cache.site_version import get_site_version

WSGIEnvironment = dict[str, Any]
WSGIApplication = Callable[[WSGIEnvironment, Callable[..., Any]], Iterable[bytes]]

SAFE_METHODS = {"GET", "HEAD"}
# The paths whose response depends on the Accept header.
NEGOTIATED_PATH = "/feeds/"


class PageStore:
    """Answers requests without a session from memory, for views marked with `store_page`."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.site_version = get_site_version()
        self.session_cookie = f"{settings.SESSION_COOKIE_NAME}="
        self.pages = PageSet(None)

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] not in SAFE_METHODS
            or self.session_cookie in environ.get("HTTP_COOKIE", "")
            or (pages := self.get_current_pages()) is None
        ):
            return self.application(environ, start_response)
        key = make_page_key(environ)
        page = pages.pages.get(key)
        if page is None:
            return self.fetch_and_store(key, pages, environ, start_response)
        return send_page(page, pages, environ, start_response)

    def get_current_pages(self) -> PageSet | None:
        """Return the pages of the current version of the site; None while that is not known."""
        now = self.site_version.get_version()
        if now is None:
            return None
        pages = self.pages
        if pages.version != now or pages.is_expired():
            pages = self.pages = PageSet(now)
        return pages

    def fetch_and_store(
        self, key: object, pages: PageSet, environ: WSGIEnvironment, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Call the application, and store its response if that is marked for it."""
        if not self.find_expiry(pages):
            return self.application(environ, start_response)
        request_environ = {**environ, STORE_ASKS: True}
        responses: list[Any] = []
        body = self.application(request_environ, lambda *response: responses.append(response))
        status, headers, *error = responses[0]
        if FOR_STORE not in request_environ or not is_public_response(headers):
            start_response(status, headers, *error)
            return body
        page = StoredPage(headers, read_body(body), choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self.get_current_pages() is pages:
            pages.add_page(key, page)
        return send_page(page, pages, environ, start_response)

    def find_expiry(self, pages: PageSet) -> bool:
        """Look up when `pages` expire, before the first of them is made. Return False if that failed."""
        if pages.expires_at is None:
            try:
                pages.expires_at = get_next_publication()
            except DatabaseError:
                return False
        return True


def get_next_publication() -> float:
    """Return when the next post goes live, as seconds since 1970."""
    moment = Post.objects.scheduled().aggregate(moment=Min("published_at"))["moment"]
    return moment.timestamp() if moment else float("inf")


def make_page_key(environ: WSGIEnvironment) -> object:
    """Return everything that a stored response may depend on."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
    return (
        environ.get("HTTP_HOST"),
        environ.get("HTTP_X_FORWARDED_PROTO"),
        path,
        filter_parameters(query) if query else (),
        choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_ACCEPT") if NEGOTIATED_PATH in path else None,
    )


def filter_parameters(query: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a query string that a stored page may depend on."""
    return tuple(part for part in parse_qsl(query, keep_blank_values=True) if part[0] in KEPT_PARAMETERS)


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding (RFC 9110, section 12.5.3) allows; "" for none."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        allowed[name.strip()] = quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return next((encoding for encoding in ("br", "gzip") if allowed.get(encoding)), "")


def is_public_response(headers: Headers) -> bool:
    """Whether a response depends on no session."""
    names = {name.lower() for name, _ in headers}
    return "set-cookie" not in names and "Cookie" not in get_vary_names(headers)


def read_body(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def send_page(
    page: StoredPage, pages: PageSet, environ: WSGIEnvironment, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Send `page`, one of `pages`; 304 where If-None-Match names it."""
    etags = environ.get("HTTP_IF_NONE_MATCH")
    if etags is not None and page.matches_etags(etags):
        start_response("304 Not Modified", pages.limit_sharing(page.not_modified_headers))
        return []
    start_response("200 OK", pages.limit_sharing(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
