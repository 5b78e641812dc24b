"""Where passkeys work: WebAuthn wants a host with a name, and https unless that is localhost."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host


def find_passkey_obstacle(request: HttpRequest) -> str:
    """Return why browsers refuse passkeys at this address: "address", "insecure", or "" if they do not."""
    host = get_host_name(request)
    if is_ip_address(host):
        return "address"
    is_local = host == "localhost" or host.endswith(".localhost")
    return "" if request.is_secure() or is_local else "insecure"


def build_localhost_url(request: HttpRequest) -> str:
    """Return the address of this page at localhost; "" where that is another machine, or not allowed."""
    host = get_host_name(request)
    is_same_machine = is_ip_address(host) and ip_address(host).is_loopback
    if not is_same_machine or not validate_host("localhost", settings.ALLOWED_HOSTS):
        return ""
    port = split_domain_port(request.get_host())[1]
    return f"{request.scheme}://localhost{port and f':{port}'}{request.get_full_path()}"


def get_host_name(request: HttpRequest) -> str:
    """Return the host of `request` in lower case, without its port and the brackets of IPv6."""
    return split_domain_port(request.get_host())[0].strip("[]").lower()


def is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
