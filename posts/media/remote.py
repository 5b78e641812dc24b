"""Downloads of remote files, safe against requests to the site's own network (SSRF).

Whoever gives a URL decides where this server connects to. So a host name is
resolved once, each of its addresses has to be public, and the connection goes to
the address that was checked, not to the name again. Every redirect is checked the
same way; time and bytes are bounded.
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

TIMEOUT_SECONDS = 15.0
MAX_REDIRECTS = 3
# Of the status line and headers.
MAX_HEADER_BYTES = 64 * 1024
RECEIVE_BYTES = 64 * 1024
DEFAULT_PORTS = {"http": 80, "https": 443}
REDIRECT_STATUSES = {301, 302, 303, 307, 308}
# RFC 6052: IPv6 addresses whose last four bytes are the IPv4 address they lead to.
NAT64 = IPv6Network("64:ff9b::/96")

IPAddress = IPv4Address | IPv6Address
IsAllowed = Callable[[IPAddress, int], bool]


class FetchError(Exception):
    """A file could not be downloaded; the message is for the user who asked for it."""


class RemoteAddress(NamedTuple):
    """A parsed URL: scheme, host, port, and path with query."""

    scheme: str
    host: str
    port: int
    path: str


def is_public_address(address: IPAddress, port: int) -> bool:
    """Whether `address` is on the public internet, also where it embeds another address."""
    return port in DEFAULT_PORTS.values() and all(map(is_global_address, find_embedded_addresses(address)))


def is_global_address(address: IPAddress) -> bool:
    # Python takes the old site-local addresses (fec0::/10) for global ones.
    is_inside = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not is_inside


def find_embedded_addresses(address: IPAddress) -> list[IPAddress]:
    """Return the addresses that a packet to `address` may reach."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in NAT64:
        return [ip_address(address.packed[-4:])]
    others = [address.sixtofour, *(address.teredo or ())]
    return [address, *(other for other in others if other)]


def fetch_remote_file(
    url: str,
    *,
    limit: int,
    seconds: float = TIMEOUT_SECONDS,
    is_allowed: IsAllowed = is_public_address,
) -> bytes:
    """Download `url`: at most `limit` bytes within `seconds`. Raises FetchError."""
    deadline = time.monotonic() + seconds
    try:
        for _redirect in range(MAX_REDIRECTS + 1):
            response = send_request(parse_remote_address(url), limit, deadline, is_allowed)
            if response.status not in REDIRECT_STATUSES:
                return read_response_body(response, limit)
            url = urljoin(url, response.getheader("Location", ""))
    except TimeoutError as error:
        raise FetchError(_("The other site takes too long to answer.")) from error
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(_("The other site cannot be reached: %(reason)s") % {"reason": error}) from error
    raise FetchError(_("The other site redirects too often."))


def parse_remote_address(url: str) -> RemoteAddress:
    """Parse `url`. Raises FetchError unless it is an http or https URL without credentials."""
    parts = urlsplit(url.strip())
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise FetchError(_("This is not the URL of a picture on the web."))
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return RemoteAddress(parts.scheme, host, parts.port or DEFAULT_PORTS[parts.scheme], path + query)


def send_request(target: RemoteAddress, limit: int, deadline: float, is_allowed: IsAllowed) -> HTTPResponse:
    """Return the response of the server that `target` names, received whole."""
    with open_connection(target, deadline, is_allowed) as connection:
        default = target.port == DEFAULT_PORTS[target.scheme]
        name = f"[{target.host}]" if ":" in target.host else target.host
        lines = (
            f"GET {target.path} HTTP/1.1",
            f"Host: {name}" if default else f"Host: {name}:{target.port}",
            "User-Agent: Transmission",
            "Accept: image/*",
            "Accept-Encoding: identity",
            "Connection: close",
        )
        connection.settimeout(get_remaining_seconds(deadline))
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        received = receive_bytes(connection, MAX_HEADER_BYTES + limit + 1, deadline)
    response = HTTPResponse(cast(Any, ReceivedBytes(received)))
    response.begin()
    return response


@contextmanager
def open_connection(target: RemoteAddress, deadline: float, is_allowed: IsAllowed) -> Iterator[socket.socket]:
    """Connect to the address that was checked; TLS verifies the host name."""
    address = resolve_host(target, is_allowed)
    with socket.create_connection(
        (str(address), target.port), timeout=get_remaining_seconds(deadline)
    ) as plain:
        if target.scheme == "http":
            yield plain
            return
        context = ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=target.host) as secure:
            yield secure


def resolve_host(target: RemoteAddress, is_allowed: IsAllowed) -> IPAddress:
    """Return the first address of a host. Raises FetchError where any of them is not allowed."""
    results = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in results]
    if not addresses or not all(is_allowed(address, target.port) for address in addresses):
        raise FetchError(_("%(host)s is not on the public internet.") % {"host": target.host})
    return addresses[0]


def receive_bytes(connection: socket.socket, limit: int, deadline: float) -> bytes:
    """Return what the server sends, up to `limit` bytes, until `deadline`."""
    received = bytearray()
    while len(received) < limit:
        connection.settimeout(get_remaining_seconds(deadline))
        if not (part := connection.recv(RECEIVE_BYTES)):
            break
        received += part
    return bytes(received)


def get_remaining_seconds(deadline: float) -> float:
    """Return the seconds until `deadline`. Raises TimeoutError when none are left."""
    if (seconds := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return seconds


class ReceivedBytes:
    """Received bytes, in place of the socket that http.client reads from."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, *mode: str) -> BytesIO:
        return BytesIO(self.content)


def read_response_body(response: HTTPResponse, limit: int) -> bytes:
    """Return the body of a response. Raises FetchError for any status but 200, and over `limit` bytes."""
    if response.status != 200:
        raise FetchError(_("The other site responded with status %(status)d.") % {"status": response.status})
    announced = response.length or 0
    body = b"" if announced > limit else response.read(limit + 1)
    if announced > limit or len(body) > limit:
        raise FetchError(_("The file is larger than %(limit)d MB.") % {"limit": limit // 2**20})
    if len(body) < announced:
        raise FetchError(_("The other site sent only part of the picture."))
    return body
