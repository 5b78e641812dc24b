"""The WSGI application that wraps the site: answers from stored pages, and stores new ones."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min

from posts.models import Post
from posts.models.site_version import get_site_version
from posts.page_cache.decorators import FOR_STORE, STORE_ASKS
from posts.page_cache.keys import API_PATH, PageKey, PageKeys
from posts.page_cache.pages import Headers, PageSet, StoredPage, get_vary_names

WSGIEnvironment = dict[str, Any]
WSGIApplication = Callable[[WSGIEnvironment, Callable[..., Any]], Iterable[bytes]]

SAFE_METHODS = {"GET", "HEAD"}


class PageStore:
    """Answers requests without a session from memory, for views marked with `store_page`."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.keys = PageKeys()
        self.site_version = get_site_version()
        self.session_cookie = f"{settings.SESSION_COOKIE_NAME}="
        self.pages = PageSet(None)

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] not in SAFE_METHODS
            or self.session_cookie in environ.get("HTTP_COOKIE", "")
            or is_call_with_token(environ)
            or (pages := self.get_current_pages()) is None
            or (key := self.make_key(environ)) is None
        ):
            return self.application(environ, start_response)
        page = pages.get_page(key)
        if page is None:
            return self.fetch_and_store(key, pages, environ, start_response)
        return send_page(page, pages, environ, start_response)

    def make_key(self, environ: WSGIEnvironment) -> PageKey | None:
        """Return the key of a request's page; None where the store has nothing to do with it."""
        return self.keys.make_key(
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST"),
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_ACCEPT"),
            is_secure=self.keys.is_secure(environ["wsgi.url_scheme"], environ.get(self.keys.scheme_variable)),
        )

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
        self, key: PageKey, pages: PageSet, environ: WSGIEnvironment, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Call the application, and store its response if that is marked for it."""
        if not self.find_expiry(pages):
            return self.application(environ, start_response)
        request_environ = {**environ, STORE_ASKS: [name for name, _ in key.parameters]}
        responses: list[Any] = []
        body = self.application(request_environ, lambda *response: responses.append(response))
        status, headers, *error = responses[0]
        if FOR_STORE not in request_environ or not is_public_response(headers):
            start_response(status, headers, *error)
            return body
        page = StoredPage(headers, read_body(body), key.encoding)
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


def is_call_with_token(environ: WSGIEnvironment) -> bool:
    """Whether the answer depends on who asks: a call of the API that may show a token."""
    return "HTTP_AUTHORIZATION" in environ and environ["PATH_INFO"].startswith(API_PATH)


def get_next_publication() -> float:
    """Return when the next post goes live, as seconds since 1970."""
    moment = Post.objects.scheduled().aggregate(moment=Min("published_at"))["moment"]
    return moment.timestamp() if moment else float("inf")


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
