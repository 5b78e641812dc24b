"""The address that failed logins are counted by, as `AXES_CLIENT_IP_CALLABLE`."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # bits; one customer has at least these (RFC 6177), and changes within them at will


def get_client_address(request: HttpRequest) -> str:
    """Return the client's IPv4 address, or the first address of its IPv6 /64.

    Of a list such as X-Forwarded-For, only the last entry counts: the proxy in front wrote it, the
    client may have sent the others. What is no address falls back to the connection's own.
    """
    header = settings.CLIENT_ADDRESS_META_KEY
    values = [request.META.get(header, "").rpartition(",")[2]] if header else []
    for value in (*values, request.META.get("REMOTE_ADDR", "")):
        if address := normalize_address(value):
            return address
    # A connection through a Unix socket has none.
    return "0.0.0.0"  # noqa: S104  (a name for "unknown", nothing listens there)


def normalize_address(value: str) -> str:
    """Return the address `value` as it is counted, or "" if it is none."""
    try:
        address = ip_address(value.strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        packed = int(address)  # without the zone, such as %eth0
        return str(ip_network((packed, IPV6_PREFIX), strict=False).network_address)
    return str(address)
