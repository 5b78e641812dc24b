"""A stored page, the set of stored pages, and what tells which of them are as a new one would be."""

from collections import OrderedDict
from hashlib import blake2b
from sys import getsizeof
from threading import Lock
from time import time
from typing import Self

from django.conf import settings
from django.utils.http import http_date

from posts.page_cache.compression import compress_body
from posts.page_cache.decorators import ALWAYS_REVALIDATE
from posts.page_cache.dependencies import Dependencies
from posts.page_cache.keys import PageKey
from posts.page_cache.modification import is_dated_type, is_unmodified

Headers = list[tuple[str, str]]

# Headers that the store sets itself. It leaves Last-Modified out: that counts in seconds, and does not change
# with a renamed tag; the ETag covers every byte. Feeds get one that does (`modification`). The id of a
# request is not that of the next one.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "last-modified", "vary", "x-request-id"}
# Headers of a response without a body (RFC 9110, section 15.4.5).
NOT_MODIFIED_HEADERS = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
PAGE_OVERHEAD = 4_000  # bytes in memory beside body and key, about
STATEMENT_OVERHEAD = 200  # bytes, about
MAX_MISSES = 10_000  # of a full store, remembered by their hashes


class SiteToken:
    """A version of the site, until the next scheduled post goes live. Compared by identity.

    A page that was made or proved for it is, as long as it is current, what a new one would be.
    """

    __slots__ = ("environment", "expires_at", "since", "version")

    def __init__(self, version: object) -> None:
        self.version = version
        # When this process knew of it, in seconds since 1970.
        self.since = time()
        # When the next post goes live, in seconds since 1970, and a digest of what pages depend on beside the
        # rows that they ask for; None until they were looked up.
        self.expires_at: float | None = None
        self.environment: bytes | None = None

    def is_expired(self) -> bool:
        """Whether a post went live; or, by a clock that was set back, is no longer live."""
        return self.expires_at is not None and not self.since <= time() < self.expires_at


class StoredPage:
    """A response body in one encoding ("br", "zstd", "gzip" or ""), with its headers and a strong ETag.

    `modified_at`: of a feed, since when it is as it is, in seconds since 1970. `dependencies`: what the page
    was made from; None where that was not recorded. `proved`: the token for which it may be sent.
    """

    __slots__ = (
        *("body", "dependencies", "etag", "headers", "modified_at", "not_modified_headers", "proved"),
    )

    def __init__(self, headers: Headers, body: bytes, encoding: str) -> None:
        self.etag = f'"{blake2b(body, digest_size=12).hexdigest()}{encoding and "-"}{encoding}"'
        self.body = compress_body(body, encoding)
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in OWN_HEADERS),
            *keep_last_modified(headers),
            ("Vary", ", ".join({**dict.fromkeys(get_vary_names(headers)), "Accept-Encoding": None})),
            ("ETag", self.etag),
            ("Content-Length", str(len(self.body))),
            *([("Content-Encoding", encoding)] if encoding else []),
        ]
        self.not_modified_headers = select_not_modified(self.headers)
        self.modified_at: int | None = None
        self.dependencies: Dependencies | None = None
        self.proved: SiteToken | None = None

    @classmethod
    def restore(cls, headers: Headers, body: bytes, etag: str, dependencies: Dependencies) -> Self:
        """Return a page as it was stored, from its headers and its compressed body; it is not yet proved."""
        page = cls.__new__(cls)
        page.etag, page.body, page.headers, page.dependencies = etag, body, headers, dependencies
        page.not_modified_headers = select_not_modified(headers)
        page.modified_at = page.proved = None
        return page

    @property
    def is_dated(self) -> bool:
        """Whether the page may say when it was modified: it is a feed."""
        return any(name.lower() == "content-type" and is_dated_type(value) for name, value in self.headers)

    def add_date(self, headers: Headers) -> Headers:
        """Return `headers`, of this page, with its date; no date may be later than the answer."""
        if self.modified_at is None or time() < self.modified_at:
            return headers
        return [*headers, ("Last-Modified", http_date(self.modified_at))]

    def is_current(self, etags: str | None, date: str | None) -> bool:
        """Whether the sender of If-None-Match `etags`, else of If-Modified-Since `date`, has this page."""
        if etags is not None:
            return self.matches_etags(etags)
        return (
            date is not None
            and self.modified_at is not None
            and is_unmodified(date, self.modified_at, time())
        )

    def matches_etags(self, etags: str) -> bool:
        """Whether `etags`, the value of If-None-Match (RFC 9110, section 13.1.2), names this page."""
        if etags == self.etag:
            return True
        known = {etag.strip().removeprefix("W/") for etag in etags.split(",")}
        return self.etag in known or "*" in known


def select_not_modified(headers: Headers) -> Headers:
    """Return those of `headers` that an answer without a body has."""
    return [one for one in headers if one[0].lower() in NOT_MODIFIED_HEADERS]


def keep_last_modified(headers: Headers) -> Headers:
    """Return Last-Modified of an answer of the API, which says it and never decides by it."""
    is_json = any(name.lower() == "content-type" and value == "application/json" for name, value in headers)
    return [(name, value) for name, value in headers if is_json and name.lower() == "last-modified"]


def get_vary_names(headers: Headers) -> list[str]:
    """Return the names in the Vary header of a response."""
    return [one.strip() for name, value in headers if name.lower() == "vary" for one in value.split(",")]


class PageSet:
    """The stored pages, as many as fit in PAGE_STORE_MB. Only those proved for its `token` may be sent.

    A full store takes only pages that are asked for a second time, in place of those whose last
    reading is longest ago. So whoever makes up addresses and asks for each of them once drops
    nothing; and a page stays as long as it is read before all others of a full store are.
    """

    def __init__(self, version: object) -> None:
        self.token = SiteToken(version)
        self.max_bytes = settings.PAGE_STORE_MB * 1_000_000  # bytes
        self.size = 0
        self.pages: OrderedDict[PageKey, StoredPage] = OrderedDict()
        self.misses: OrderedDict[int, None] = OrderedDict()
        self.lock = Lock()

    def get_page(self, key: PageKey) -> StoredPage | None:
        """Return the page stored under `key` if it may be sent; it is then the one that was read last."""
        page = self.pages.get(key)
        if page is None or page.proved is not self.token:
            return None
        try:  # noqa: SIM105  (contextlib.suppress takes as long as all the rest)
            self.pages.move_to_end(key)
        except KeyError:  # dropped meanwhile
            pass
        return page

    def find_page(self, key: PageKey) -> StoredPage | None:
        """Return the page stored under `key`, which may be an old one."""
        return self.pages.get(key)

    def select_headers(self, page: StoredPage, *, is_modified: bool = True) -> Headers:
        """Return the headers with which `page`, or that it is not modified, may be sent now."""
        headers = page.headers if is_modified else page.not_modified_headers
        if page.modified_at is not None:
            headers = page.add_date(headers)
        seconds = settings.SHARED_CACHE_SECONDS
        return limit_sharing(headers, page.proved, seconds) if seconds else headers

    def add_page(self, key: PageKey, page: StoredPage) -> None:
        """Store `page` in place of the one before, or where there is room or it was asked for before."""
        size = measure_page(key, page)
        with self.lock:
            is_known = self.remove_page(key)
            if size > self.max_bytes:
                return
            if self.size + size > self.max_bytes and not (is_known or self.was_missed_before(key)):
                return
            self.pages[key] = page
            self.size += size
            while self.size > self.max_bytes:
                self.drop_oldest_page()

    def was_missed_before(self, key: PageKey) -> bool:
        """Whether `key` was asked for and not stored lately; from now on it was."""
        fingerprint = hash(key)
        if fingerprint in self.misses:
            del self.misses[fingerprint]
            return True
        self.misses[fingerprint] = None
        if len(self.misses) > MAX_MISSES:
            self.misses.popitem(last=False)
        return False

    def drop_page(self, key: PageKey, page: StoredPage) -> None:
        """Drop `page`, if it is still the one under `key`."""
        with self.lock:
            if self.pages.get(key) is page:
                self.remove_page(key)

    def remove_page(self, key: PageKey) -> bool:
        """Remove the page under `key`, for one who holds the lock; return whether there was one."""
        page = self.pages.pop(key, None)
        if page is not None:
            self.size -= measure_page(key, page)
        return page is not None

    def drop_oldest_page(self) -> None:
        """Drop the page whose last reading is longest ago."""
        self.size -= measure_page(*self.pages.popitem(last=False))


def limit_sharing(headers: Headers, token: SiteToken | None, seconds: int) -> Headers:
    """Return `headers` so that no shared cache keeps a page of `token` after the next post goes live.

    Shared caches keep a page for `seconds`.
    """
    if token is None or token.expires_at is None or time() + seconds < token.expires_at:
        return headers
    return [
        (name, ALWAYS_REVALIDATE if name.lower() == "cache-control" else value) for name, value in headers
    ]


def measure_page(key: PageKey, page: StoredPage) -> int:
    """Return how many bytes of memory `page` takes under `key`, about."""
    return len(page.body) + key.size + PAGE_OVERHEAD + measure_dependencies(page.dependencies)


def measure_dependencies(dependencies: Dependencies | None) -> int:
    """Return how many bytes of memory `dependencies` take beside the SQL that all pages share, about."""
    if dependencies is None:
        return 0
    return sum(
        STATEMENT_OVERHEAD + sum(map(getsizeof, statement.parameters))
        for statement in dependencies.statements
    )
