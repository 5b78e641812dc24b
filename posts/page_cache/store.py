"""The WSGI application that wraps the site: answers from stored pages, and stores new ones."""

from collections.abc import Callable, Iterable
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min

from posts.models import Post
from posts.models.site_version import get_site_version
from posts.page_cache.decorators import FOR_STORE, STORE_ASKS
from posts.page_cache.environment import digest_environment
from posts.page_cache.keys import API_PATH, PageKey, PageKeys
from posts.page_cache.modification import ModificationDates
from posts.page_cache.page_disk import PageDisk
from posts.page_cache.page_environment import compute_environment
from posts.page_cache.pages import Headers, PageSet, SiteToken, StoredPage, get_vary_names
from posts.page_cache.recording import are_unchanged, record_statements

WSGIEnvironment = dict[str, Any]
WSGIApplication = Callable[[WSGIEnvironment, Callable[..., Any]], Iterable[bytes]]

PAGES_FOLDER = "page-cache"  # in DATA_DIR
SAFE_METHODS = {"GET", "HEAD"}


class PageStore:
    """Answers requests without a session from memory, for views marked with `store_page`."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.keys = PageKeys()
        self.site_version = get_site_version()
        self.session_cookie = f"{settings.SESSION_COOKIE_NAME}="
        self.pages = PageSet(None)
        self.modification_dates = ModificationDates()
        self.disk = self.open_disk()

    def open_disk(self) -> PageDisk | None:
        """Return the second level of the store, where the settings want one."""
        if not settings.PAGE_STORE_MB or not settings.PAGE_DISK_MB:
            return None
        folder, max_bytes = Path(settings.DATA_DIR, PAGES_FOLDER), settings.PAGE_DISK_MB * 1_000_000
        return PageDisk(folder, max_bytes, compute_environment(), lambda: list(self.pages.pages))

    def close(self) -> None:
        """Wait until the pages that were made are on the disk."""
        if self.disk is not None:
            self.disk.stop()

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] not in SAFE_METHODS
            or self.session_cookie in environ.get("HTTP_COOKIE", "")
            or is_call_with_token(environ)
            or (pages := self.get_current_pages()) is None
            or (key := self.make_key(environ)) is None
        ):
            return self.application(environ, start_response)
        page = pages.get_page(key) or self.prove_page(key, pages)
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
        """Return the pages, with the token of now; None while the version of the site is not known."""
        now = self.site_version.get_version()
        if now is None:
            return None
        pages = self.pages
        token = pages.token
        if token.version != now or token.is_expired():
            pages.token = SiteToken(now)
        return pages

    def prove_page(self, key: PageKey, pages: PageSet) -> StoredPage | None:
        """Return the stored page if it is what a new one would be, and may be sent from now on; else None.

        For a thread: the database is asked. A page that cannot be proved since that is away stays.
        """
        page, token = self.find_page(key, pages), pages.token
        if page is None or page.dependencies is None or not self.prepare_token(token):
            return None
        environment = token.environment or b""
        try:
            is_unchanged = are_unchanged(page.dependencies, environment)
        except DatabaseError:
            return None
        if not is_unchanged:
            pages.drop_page(key, page)
            return None
        if not self.is_current(token):
            return None
        if page.is_dated:
            # Others may have been sent meanwhile, with later dates.
            page.modified_at = self.modification_dates.find_date(key, page.etag, token.since)
        page.proved = token
        if pages.find_page(key) is not page:
            pages.add_page(key, page)
        return page

    def find_page(self, key: PageKey, pages: PageSet) -> StoredPage | None:
        """Return the page in memory, else that on the disk, if there is one."""
        page = pages.find_page(key)
        return self.disk.read(key) if page is None and self.disk is not None else page

    def fetch_and_store(
        self, key: PageKey, pages: PageSet, environ: WSGIEnvironment, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Call the application, and store its response if that is marked for it."""
        token = pages.token
        if not self.prepare_token(token):
            return self.application(environ, start_response)
        request_environ = {**environ, STORE_ASKS: [name for name, _ in key.parameters]}
        responses: list[Any] = []
        with record_statements(token.environment or b"") as recorder:
            body = self.application(request_environ, lambda *response: responses.append(response))
            status, headers, *error = responses[0]
            if FOR_STORE not in request_environ or not is_public_response(headers):
                start_response(status, headers, *error)
                return body
            content = read_body(body)
        page = StoredPage(headers, content, key.encoding)
        page.dependencies, page.proved = recorder.get_dependencies(), token
        if page.is_dated:
            page.modified_at = self.modification_dates.find_date(key, page.etag, token.since)
        if not recorder.has_errors and self.is_current(token):
            pages.add_page(key, page)
            if self.disk is not None:
                self.disk.write(key, page)
        return send_page(page, pages, environ, start_response)

    def prepare_token(self, token: SiteToken) -> bool:
        """Look up what `token` needs before a page is made or proved for it. Return False if that failed."""
        if token.environment is None:
            token.since = time()
            try:
                token.expires_at = get_next_publication()
                token.environment = digest_environment()
            except DatabaseError:
                return False
        return True

    def is_current(self, token: SiteToken) -> bool:
        """Whether nothing that pages depend on changed since `token` was prepared."""
        pages = self.get_current_pages()
        try:
            return pages is not None and pages.token is token and digest_environment() == token.environment
        except DatabaseError:
            return False


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
    """Send `page`, one of `pages`; 304 to who has it."""
    if page.is_current(environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")):
        start_response("304 Not Modified", pages.select_headers(page, is_modified=False))
        return []
    start_response("200 OK", pages.select_headers(page))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
