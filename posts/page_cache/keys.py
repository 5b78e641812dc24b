"""The keys of stored pages: validated values only, so that no reader can make up keys.

Whatever a page may depend on becomes one of few values: a host that the site answers to, a
boolean for the scheme, page numbers, the class of an encoding or a media type. A request that
has anything else is answered without the store.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from posts.models.plain_permalinks import may_be_old_address
from posts.page_cache.compression import choose_encoding

# Longer values are nobody's: no host has more than 253 characters (RFC 1035, section 2.3.4).
MAX_HOST, MAX_PATH, MAX_QUERY, MAX_HEADER = 260, 1_000, 1_000, 500  # characters
# Requests whose keys are remembered as they were written: 2 MB at most.
MAX_REMEMBERED, MAX_REMEMBERED_LENGTH = 2_048, 600  # requests, characters of each
# The query parameters that a stored page may depend on: `?page=` of lists, `?p=` of sitemaps.
KEPT_PARAMETERS = ("p", "page")
PAGE_NUMBER = re.compile("[1-9][0-9]{0,5}")
# Hosts as browsers send them: an address has one key, however it may be written.
CANONICAL_HOST = re.compile(r"(?:[a-z0-9.-]*[a-z0-9-]|\[[a-f0-9:.]+\])(?::[1-9][0-9]{0,4})?")
# Below it a page is stored without a query only: the API knows other parameters than pages do.
API_PATH = "/api/"
# The paths whose response depends on the Accept header, and the media types of those feeds.
NEGOTIATED_PATH = "/feeds/"
FEED_TYPES = ("application/rss+xml", "application/atom+xml")
PLAIN_XML = "application/xml"

Parameters = tuple[tuple[str, int], ...]


class PageKey(NamedTuple):
    """Everything that a stored page may depend on."""

    path: str
    host: str
    is_secure: bool
    parameters: Parameters
    encoding: str
    accept: tuple[bool, ...]

    @property
    def size(self) -> int:
        """About how many bytes the parts of the key take in memory that pages do not share."""
        return len(self.path) + len(self.host)


class PageKeys:
    """Makes the keys of the pages of a site that answers to ALLOWED_HOSTS."""

    def __init__(self) -> None:
        self.allowed_hosts = list(settings.ALLOWED_HOSTS)
        header, self.secure_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        # As WSGI names it, and as HTTP does; empty where no proxy tells the scheme.
        self.scheme_variable = header
        self.scheme_header = header.removeprefix("HTTP_").replace("_", "-").lower()
        self.is_known_host = lru_cache(maxsize=256)(self.is_canonical_host)
        self.recall_key = lru_cache(maxsize=MAX_REMEMBERED)(self.build_key)

    def find_key(  # noqa: PLR0913, PLR0917  (as for make_key, and quickly)
        self, path: str, query: str, host: str, encodings: str, accept: str, scheme: str, told: str | None
    ) -> PageKey | None:
        """Return what `make_key` does, at once if the same was asked for lately.

        `path` is decoded as UTF-8; `scheme` and `told` are those of `is_secure`.
        """
        length = len(path) + len(query) + len(host) + len(encodings) + len(accept) + len(told or "")
        find = self.recall_key if length <= MAX_REMEMBERED_LENGTH else self.build_key
        return find(path, query, host, encodings, accept, scheme, told)

    def build_key(  # noqa: PLR0913, PLR0917
        self, path: str, query: str, host: str, encodings: str, accept: str, scheme: str, told: str | None
    ) -> PageKey | None:
        is_secure = self.is_secure(scheme, told)
        return self.make_key(encode_path(path), query, host, encodings, accept, is_secure=is_secure)

    def make_key(  # noqa: PLR0913  (the parts of a request that a page may depend on)
        self,
        path: str,
        query: str,
        host: str | None,
        encodings: str | None,
        accept: str | None,
        *,
        is_secure: bool,
    ) -> PageKey | None:
        """Return the key of a request's page; None where the store has nothing to do with it.

        `path` is decoded as WSGI has it (PEP 3333): a character for each byte.
        """
        if host is None or len(host) > MAX_HOST or len(path) > MAX_PATH or not self.is_known_host(host):
            return None
        parameters = parse_parameters(query) if query else ()
        if parameters is None or (query and path.startswith(API_PATH)):
            return None
        if query and may_be_old_address(path, query):
            return None
        encoding = choose_encoding(encodings) if encodings and len(encodings) <= MAX_HEADER else ""
        if NEGOTIATED_PATH not in path:
            return PageKey(path, host, is_secure, parameters, encoding, ())
        accept = accept or "*/*"
        if len(accept) > MAX_HEADER:
            return None
        return PageKey(path, host, is_secure, parameters, encoding, classify_accept(accept))

    def is_canonical_host(self, host: str) -> bool:
        """Whether the site answers to `host`, the value of a Host header, and it is written as usual."""
        if not CANONICAL_HOST.fullmatch(host):
            return False
        domain, _port = split_domain_port(host)
        return bool(domain) and validate_host(domain, self.allowed_hosts)

    def is_secure(self, scheme: str, told: str | None) -> bool:
        """Whether the reader uses https, as Django's `request.is_secure` decides it.

        `told` is the value of the header that the proxy in front sets, `scheme` the server's own.
        """
        if self.scheme_variable and told is not None:
            return told.split(",", 1)[0].strip() == self.secure_value
        return scheme == "https"


def encode_path(path: str) -> str:
    """Return a path as WSGI has it: a character for each byte of its UTF-8."""
    return path if path.isascii() else path.encode().decode("latin-1")


def parse_parameters(query: str) -> Parameters | None:
    """Return the known parameters of a query string; None where one is no page number, or there twice."""
    if len(query) > MAX_QUERY:
        return None
    known = [part for part in parse_qsl(query, keep_blank_values=True) if part[0] in KEPT_PARAMETERS]
    if len(dict(known)) < len(known) or not all(PAGE_NUMBER.fullmatch(value) for _, value in known):
        return None
    return tuple(sorted((name, int(value)) for name, value in known))


@lru_cache(maxsize=256)
def classify_accept(accept: str) -> tuple[bool, ...]:
    """Return of each feed type whether plain XML is preferred to it, as browsers do."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    return tuple(prefers_plain_xml(request, feed_type) for feed_type in FEED_TYPES)


def prefers_plain_xml(request: HttpRequest, feed_type: str) -> bool:
    """Whether the client prefers plain XML to `feed_type`."""
    return request.get_preferred_type([feed_type, PLAIN_XML]) == PLAIN_XML
