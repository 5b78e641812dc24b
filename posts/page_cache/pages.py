"""A stored page, and the set of pages of one version of the site."""

import gzip
from hashlib import blake2b
from threading import Lock
from time import time

import brotli
from django.conf import settings

from posts.page_cache.decorators import ALWAYS_REVALIDATE

Headers = list[tuple[str, str]]

# Headers that the store sets itself. It leaves Last-Modified out: that counts in seconds, and does not change
# with a renamed tag; the ETag covers every byte.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "last-modified", "vary"}
# Headers of a response without a body (RFC 9110, section 15.4.5).
NOT_MODIFIED_HEADERS = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
COMPRESSION_QUALITY = 5  # of Brotli and gzip: some milliseconds a page, and nearly the smallest size
PAGE_OVERHEAD = 2_000  # bytes in memory beside the body, about


class StoredPage:
    """A response body in one encoding ("br", "gzip" or ""), with its headers and a strong ETag."""

    __slots__ = ("body", "etag", "headers", "not_modified_headers")

    def __init__(self, headers: Headers, body: bytes, encoding: str) -> None:
        self.etag = f'"{blake2b(body, digest_size=12).hexdigest()}{encoding and "-"}{encoding}"'
        self.body = compress_body(body, encoding)
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in OWN_HEADERS),
            ("Vary", ", ".join({**dict.fromkeys(get_vary_names(headers)), "Accept-Encoding": None})),
            ("ETag", self.etag),
            ("Content-Length", str(len(self.body))),
            *([("Content-Encoding", encoding)] if encoding else []),
        ]
        self.not_modified_headers = [one for one in self.headers if one[0].lower() in NOT_MODIFIED_HEADERS]

    def matches_etags(self, etags: str) -> bool:
        """Whether `etags`, the value of If-None-Match (RFC 9110, section 13.1.2), names this page."""
        known = {etag.strip().removeprefix("W/") for etag in etags.split(",")}
        return self.etag in known or "*" in known


def get_vary_names(headers: Headers) -> list[str]:
    """Return the names in the Vary header of a response."""
    return [one.strip() for name, value in headers if name.lower() == "vary" for one in value.split(",")]


def compress_body(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=COMPRESSION_QUALITY))
        case "gzip":
            return gzip.compress(body, COMPRESSION_QUALITY, mtime=0)
    return body


class PageSet:
    """The stored pages of one version of the site, as many as fit in PAGE_STORE_MB.

    They expire with that version, or when the next scheduled post goes live.
    """

    def __init__(self, version: object) -> None:
        self.version = version
        self.max_bytes = settings.PAGE_STORE_MB * 1_000_000  # bytes
        self.shared_seconds = settings.SHARED_CACHE_SECONDS
        # When the next post goes live, in seconds since 1970; None until it was looked up.
        self.expires_at: float | None = None
        self.size = 0
        self.pages: dict[object, StoredPage] = {}
        self.lock = Lock()

    def is_expired(self) -> bool:
        return self.expires_at is not None and time() >= self.expires_at

    def limit_sharing(self, headers: Headers) -> Headers:
        """Return `headers` so that no shared cache keeps a page after the next post goes live."""
        if (
            not self.shared_seconds
            or self.expires_at is None
            or time() + self.shared_seconds < self.expires_at
        ):
            return headers
        return [
            (name, ALWAYS_REVALIDATE if name.lower() == "cache-control" else value) for name, value in headers
        ]

    def add_page(self, key: object, page: StoredPage) -> None:
        """Store `page`; the oldest pages are dropped where there is no room."""
        with self.lock:
            if key in self.pages:
                return
            self.pages[key] = page
            self.size += len(page.body) + PAGE_OVERHEAD
            while self.size > self.max_bytes:
                self.size -= len(self.pages.pop(next(iter(self.pages))).body) + PAGE_OVERHEAD
