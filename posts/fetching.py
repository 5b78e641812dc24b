"""Files from other sites, fetched without leading anybody into the network that this site stands in.

Whoever names an address decides where this server connects to. So a name is
resolved once, each of its addresses has to be one of the public internet, and
the connection goes to the address that was looked at, not to the name again.
Every redirect goes the same way; time and bytes are bounded.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext as _

SECONDS = 15.0
REDIRECTS = 3
# Of a status line and headers.
MAX_HEAD = 64 * 1024
CHUNK = 64 * 1024
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
# RFC 6052: what leads from IPv6 to an IPv4 address, which are the last four bytes.
NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
IsAllowed = Callable[[Address, int], bool]


class NotFetchedError(Exception):
    """A file could not be fetched; the message is for whoever wanted it."""


class Target(NamedTuple):
    """Where an address leads: how, to which host and port, and what is asked for there."""

    scheme: str
    host: str
    port: int
    path: str


def is_public(address: Address, port: int) -> bool:
    """Whether a server at `address` is of the public internet, also behind what translates addresses."""
    return port in PORTS.values() and all(map(is_outside, embedded(address)))


def is_outside(address: Address) -> bool:
    # Old site-local addresses (fec0::/10) pass for global ones.
    is_inside = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not is_inside


def embedded(address: Address) -> list[Address]:
    """Return the addresses that a packet to `address` may come to."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in NAT64:
        return [ip_address(address.packed[-4:])]
    others = [address.sixtofour, *(address.teredo or ())]
    return [address, *(other for other in others if other)]


def fetch(
    url: str,
    *,
    limit: int,
    seconds: float = SECONDS,
    is_allowed: IsAllowed = is_public,
) -> bytes:
    """Return what is at `url`, at most `limit` bytes within `seconds`. Raises NotFetchedError."""
    deadline = time.monotonic() + seconds
    try:
        for _redirect in range(REDIRECTS + 1):
            response = ask(parse(url), limit, deadline, is_allowed)
            if response.status not in MOVED:
                return body_of(response, limit)
            url = urljoin(url, response.getheader("Location", ""))
    except TimeoutError as error:
        raise NotFetchedError(_("The other site takes too long to answer.")) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetchedError(
            _("The other site cannot be reached: %(reason)s") % {"reason": error}
        ) from error
    raise NotFetchedError(_("The other site sends from one address to the next."))


def parse(url: str) -> Target:
    """Return where `url` leads. Raises NotFetchedError for what is no web address."""
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotFetchedError(_("This is not the address of a picture on the web."))
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return Target(parts.scheme, host, parts.port or PORTS[parts.scheme], path + query)


def ask(target: Target, limit: int, deadline: float, is_allowed: IsAllowed) -> HTTPResponse:
    """Return the answer of the server that `target` names, received whole."""
    with connected(target, deadline, is_allowed) as connection:
        default = target.port == PORTS[target.scheme]
        name = f"[{target.host}]" if ":" in target.host else target.host
        lines = (
            f"GET {target.path} HTTP/1.1",
            f"Host: {name}" if default else f"Host: {name}:{target.port}",
            "User-Agent: Transmission",
            "Accept: image/*",
            "Accept-Encoding: identity",
            "Connection: close",
        )
        connection.settimeout(remaining(deadline))
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        received = receive(connection, MAX_HEAD + limit + 1, deadline)
    response = HTTPResponse(cast(Any, Received(received)))
    response.begin()
    return response


@contextmanager
def connected(target: Target, deadline: float, is_allowed: IsAllowed) -> Iterator[socket.socket]:
    """Connect to the one address that was looked at; over TLS to the name, whoever answers there."""
    address = resolve(target, is_allowed)
    with socket.create_connection((str(address), target.port), timeout=remaining(deadline)) as plain:
        if target.scheme == "http":
            yield plain
            return
        context = ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=target.host) as secure:
            yield secure


def resolve(target: Target, is_allowed: IsAllowed) -> Address:
    """Return the first address of a host. Raises NotFetchedError where any of them is not allowed."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(is_allowed(address, target.port) for address in addresses):
        raise NotFetchedError(_("%(host)s is not on the public internet.") % {"host": target.host})
    return addresses[0]


def receive(connection: socket.socket, limit: int, deadline: float) -> bytes:
    """Return everything that is sent, up to `limit` bytes and the moment `deadline`."""
    received = bytearray()
    while len(received) < limit:
        connection.settimeout(remaining(deadline))
        if not (part := connection.recv(CHUNK)):
            break
        received += part
    return bytes(received)


def remaining(deadline: float) -> float:
    """Return the seconds until `deadline`. Raises TimeoutError when there are none left."""
    if (seconds := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return seconds


class Received:
    """What a server sent, in the place of the connection that http.client reads from."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, *mode: str) -> BytesIO:
        return BytesIO(self.content)


def body_of(response: HTTPResponse, limit: int) -> bytes:
    """Return the body of an answer. Raises NotFetchedError for a refusal, and for too much."""
    if response.status != 200:
        raise NotFetchedError(_("The other site answers %(status)d.") % {"status": response.status})
    announced = response.length or 0
    body = b"" if announced > limit else response.read(limit + 1)
    if announced > limit or len(body) > limit:
        raise NotFetchedError(_("The file has more than %(limit)d MB.") % {"limit": limit // 2**20})
    if len(body) < announced:
        raise NotFetchedError(_("The other site sent only a part of the picture."))
    return body
