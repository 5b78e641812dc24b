"""A page as it is kept, and the pages of one generation."""

import gzip
from hashlib import blake2b
from threading import Lock
from time import time

import brotli
from django.conf import settings

from posts.caching.marking import ASK_EACH_TIME

Headers = list[tuple[str, str]]

# What the store says itself. Last-Modified it leaves out: that counts in seconds, and knows nothing of a
# renamed tag; the ETag knows every byte.
OURS = {"content-length", "content-encoding", "etag", "last-modified", "vary"}
# What goes with an answer that has no body (RFC 9110, section 15.4.5).
OF_A_304 = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
QUALITY = 5  # of compression: some milliseconds a page, and nearly as small as can be
OVERHEAD = 2_000  # bytes that a page takes beside its body, about


class Page:
    """The bytes of an answer in one encoding ("br", "gzip" or none), with headers and a strong ETag."""

    __slots__ = ("body", "etag", "headers", "short_headers")

    def __init__(self, headers: Headers, body: bytes, encoding: str) -> None:
        self.etag = f'"{blake2b(body, digest_size=12).hexdigest()}{encoding and "-"}{encoding}"'
        self.body = compressed(body, encoding)
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in OURS),
            ("Vary", ", ".join({**dict.fromkeys(varied_by(headers)), "Accept-Encoding": None})),
            ("ETag", self.etag),
            ("Content-Length", str(len(self.body))),
            *([("Content-Encoding", encoding)] if encoding else []),
        ]
        self.short_headers = [one for one in self.headers if one[0].lower() in OF_A_304]

    def is_known_by(self, etags: str) -> bool:
        """Whether `etags`, an If-None-Match (RFC 9110, section 13.1.2), names this page."""
        known = {etag.strip().removeprefix("W/") for etag in etags.split(",")}
        return self.etag in known or "*" in known


def varied_by(headers: Headers) -> list[str]:
    """Return the names of the request headers that an answer depends on."""
    return [one.strip() for name, value in headers if name.lower() == "vary" for one in value.split(",")]


def compressed(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=QUALITY))
        case "gzip":
            return gzip.compress(body, QUALITY, mtime=0)
    return body


class Pages:
    """The pages of one generation, as many as there is room for. They end with it, or as a post goes live."""

    def __init__(self, generation: object) -> None:
        self.generation = generation
        self.limit = settings.PAGE_STORE_MB * 1_000_000  # bytes
        self.shared = settings.SHARED_CACHE_SECONDS
        # When the next post goes live, in seconds since 1970; None until somebody has looked.
        self.end: float | None = None
        self.size = 0
        self.pages: dict[object, Page] = {}
        self.lock = Lock()

    def is_over(self) -> bool:
        return self.end is not None and time() >= self.end

    def dated(self, headers: Headers) -> Headers:
        """Return `headers` so that no cache on the way keeps a page beyond the end of these."""
        if not self.shared or self.end is None or time() + self.shared < self.end:
            return headers
        return [
            (name, ASK_EACH_TIME if name.lower() == "cache-control" else value) for name, value in headers
        ]

    def keep(self, key: object, page: Page) -> None:
        """Keep `page`; what came first goes where there is no room."""
        with self.lock:
            if key in self.pages:
                return
            self.pages[key] = page
            self.size += len(page.body) + OVERHEAD
            while self.size > self.limit:
                self.size -= len(self.pages.pop(next(iter(self.pages))).body) + OVERHEAD
