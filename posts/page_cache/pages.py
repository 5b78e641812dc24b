"""A page as it is kept, and the pages of one generation."""

import gzip
from hashlib import blake2b
from threading import Lock
from time import time

import brotli
from django.conf import settings

from posts.page_cache.decorators import ALWAYS_REVALIDATE

Headers = list[tuple[str, str]]

# What the store says itself. Last-Modified it leaves out: that counts in seconds, and knows nothing of a
# renamed tag; the ETag knows every byte.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "last-modified", "vary"}
# What goes with an answer that has no body (RFC 9110, section 15.4.5).
NOT_MODIFIED_HEADERS = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
COMPRESSION_QUALITY = 5  # of compression: some milliseconds a page, and nearly as small as can be
PAGE_OVERHEAD = 2_000  # bytes that a page takes beside its body, about


class StoredPage:
    """The bytes of an answer in one encoding ("br", "gzip" or none), with headers and a strong ETag."""

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
        """Whether `etags`, an If-None-Match (RFC 9110, section 13.1.2), names this page."""
        known = {etag.strip().removeprefix("W/") for etag in etags.split(",")}
        return self.etag in known or "*" in known


def get_vary_names(headers: Headers) -> list[str]:
    """Return the names of the request headers that an answer depends on."""
    return [one.strip() for name, value in headers if name.lower() == "vary" for one in value.split(",")]


def compress_body(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=COMPRESSION_QUALITY))
        case "gzip":
            return gzip.compress(body, COMPRESSION_QUALITY, mtime=0)
    return body


class PageSet:
    """The pages of one generation, as many as there is room for. They end with it, or as a post goes live."""

    def __init__(self, version: object) -> None:
        self.version = version
        self.max_bytes = settings.PAGE_STORE_MB * 1_000_000  # bytes
        self.shared_seconds = settings.SHARED_CACHE_SECONDS
        # When the next post goes live, in seconds since 1970; None until somebody has looked.
        self.expires_at: float | None = None
        self.size = 0
        self.pages: dict[object, StoredPage] = {}
        self.lock = Lock()

    def is_expired(self) -> bool:
        return self.expires_at is not None and time() >= self.expires_at

    def limit_sharing(self, headers: Headers) -> Headers:
        """Return `headers` so that no cache on the way keeps a page beyond the end of these."""
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
        """Keep `page`; what came first goes where there is no room."""
        with self.lock:
            if key in self.pages:
                return
            self.pages[key] = page
            self.size += len(page.body) + PAGE_OVERHEAD
            while self.size > self.max_bytes:
                self.size -= len(self.pages.pop(next(iter(self.pages))).body) + PAGE_OVERHEAD
