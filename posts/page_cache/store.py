"""The WSGI application around the site: it answers what it knows, and learns what the site answers."""

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
# The addresses whose answer depends on what the asker would rather have.
NEGOTIATED_PATH = "/feeds/"


class PageStore:
    """Answers from memory what is marked as `stored`, to all but those who have a session."""

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
        """Return the pages of the present generation, none if that is not known."""
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
        """Have the site answer, and keep the page if it is one to be kept."""
        if not self.find_expiry(pages):
            return self.application(environ, start_response)
        asked = {**environ, STORE_ASKS: True}
        began: list[Any] = []
        body = self.application(asked, lambda *begin: began.append(begin))
        status, headers, *error = began[0]
        if FOR_STORE not in asked or not is_public_response(headers):
            start_response(status, headers, *error)
            return body
        page = StoredPage(headers, read_body(body), choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self.get_current_pages() is pages:
            pages.add_page(key, page)
        return send_page(page, pages, environ, start_response)

    def find_expiry(self, pages: PageSet) -> bool:
        """Whether it is known when `pages` end; found out before the first of them is made."""
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
    """Return all that an answer may depend on."""
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
    """Return those parts of a query that a page may depend on."""
    return tuple(part for part in parse_qsl(query, keep_blank_values=True) if part[0] in KEPT_PARAMETERS)


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding (RFC 9110, section 12.5.3) allows, "" for none."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        allowed[name.strip()] = quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return next((encoding for encoding in ("br", "gzip") if allowed.get(encoding)), "")


def is_public_response(headers: Headers) -> bool:
    """Whether an answer holds nothing of a session."""
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
    """Answer with `page`, one of `pages`, or that it is the one that is known already."""
    etags = environ.get("HTTP_IF_NONE_MATCH")
    if etags is not None and page.matches_etags(etags):
        start_response("304 Not Modified", pages.limit_sharing(page.not_modified_headers))
        return []
    start_response("200 OK", pages.limit_sharing(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
