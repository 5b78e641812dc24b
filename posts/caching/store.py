"""The WSGI application around the site: it answers what it knows, and learns what the site answers."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min

from posts.caching.generation import generation
from posts.caching.marking import ASKED, GIVEN, QUERY_NAMES
from posts.caching.page import Headers, Page, Pages, varied_by
from posts.models import Post

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

READING = {"GET", "HEAD"}
# The addresses whose answer depends on what the asker would rather have.
NEGOTIATED = "/feeds/"


class PageStore:
    """Answers from memory what is marked as `stored`, to all but those who have a session."""

    def __init__(self, site: Application) -> None:
        self.site = site
        self.generation = generation()
        self.session = f"{settings.SESSION_COOKIE_NAME}="
        self.pages = Pages(None)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] not in READING
            or self.session in environ.get("HTTP_COOKIE", "")
            or (pages := self.present()) is None
        ):
            return self.site(environ, start_response)
        key = key_of(environ)
        page = pages.pages.get(key)
        if page is None:
            return self.learn(key, pages, environ, start_response)
        return answer(page, pages, environ, start_response)

    def present(self) -> Pages | None:
        """Return the pages of the present generation, none if that is not known."""
        now = self.generation.read()
        if now is None:
            return None
        pages = self.pages
        if pages.generation != now or pages.is_over():
            pages = self.pages = Pages(now)
        return pages

    def learn(
        self, key: object, pages: Pages, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Have the site answer, and keep the page if it is one to be kept."""
        if not self.is_dated(pages):
            return self.site(environ, start_response)
        asked = {**environ, ASKED: True}
        began: list[Any] = []
        body = self.site(asked, lambda *begin: began.append(begin))
        status, headers, *error = began[0]
        if GIVEN not in asked or not is_for_all(headers):
            start_response(status, headers, *error)
            return body
        page = Page(headers, whole(body), encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self.present() is pages:
            pages.keep(key, page)
        return answer(page, pages, environ, start_response)

    def is_dated(self, pages: Pages) -> bool:
        """Whether it is known when `pages` end; found out before the first of them is made."""
        if pages.end is None:
            try:
                pages.end = next_publication()
            except DatabaseError:
                return False
        return True


def next_publication() -> float:
    """Return when the next post goes live, as seconds since 1970."""
    moment = Post.objects.scheduled().aggregate(moment=Min("published_at"))["moment"]
    return moment.timestamp() if moment else float("inf")


def key_of(environ: Environ) -> object:
    """Return all that an answer may depend on."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
    return (
        environ.get("HTTP_HOST"),
        environ.get("HTTP_X_FORWARDED_PROTO"),
        path,
        known_of(query) if query else (),
        encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_ACCEPT") if NEGOTIATED in path else None,
    )


def known_of(query: str) -> tuple[tuple[str, str], ...]:
    """Return those parts of a query that a page may depend on."""
    return tuple(part for part in parse_qsl(query, keep_blank_values=True) if part[0] in QUERY_NAMES)


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding (RFC 9110, section 12.5.3) allows, "" for none."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        allowed[name.strip()] = quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return next((encoding for encoding in ("br", "gzip") if allowed.get(encoding)), "")


def is_for_all(headers: Headers) -> bool:
    """Whether an answer holds nothing of a session."""
    names = {name.lower() for name, _ in headers}
    return "set-cookie" not in names and "Cookie" not in varied_by(headers)


def whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def answer(page: Page, pages: Pages, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with `page`, one of `pages`, or that it is the one that is known already."""
    etags = environ.get("HTTP_IF_NONE_MATCH")
    if etags is not None and page.is_known_by(etags):
        start_response("304 Not Modified", pages.dated(page.short_headers))
        return []
    start_response("200 OK", pages.dated(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
