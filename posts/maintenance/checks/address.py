"""Checks of the site's address: https, and whether readers have addresses of their own."""

from collections.abc import Iterator
from ipaddress import ip_address

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

RECENT_SESSIONS = 20
LOCAL_HOSTS = ("localhost", "127.", "[::1]")
NGINX_LINE = "proxy_set_header %(header)s $remote_addr;"


def report_address() -> Iterator[CheckMessage]:
    """Find a site without a public address, without https, or open to debugging."""
    host = settings.SITE_URL.partition("://")[2]
    if not settings.SITE_URL:
        yield CheckWarning(
            _("The site has no public address: links in mails and feeds cannot be complete."),
            hint="manage.py setup --url https://example.org",
            id="site.address",
        )
    elif not settings.IS_PUBLIC and not host.startswith(LOCAL_HOSTS):
        yield CheckWarning(
            _("The address begins with http: passwords can be read on their way."),
            hint=f"certbot --nginx -d {host}; manage.py setup --url https://{host}",
            id="site.https",
        )
    if settings.IS_PUBLIC and "*" in settings.ALLOWED_HOSTS:
        yield CheckWarning(
            _("The site answers to every host name, not only to its own."),
            hint="manage.py setup --set ALLOWED_HOSTS=",
            id="site.hosts",
        )
    if settings.DEBUG and not host.startswith(LOCAL_HOSTS):
        yield Error(
            _("DEBUG is on: pages of errors show the site's inside to everybody."),
            hint="manage.py setup --set DEBUG=",
            id="site.debug",
        )


def report_address_header() -> Iterator[CheckMessage]:
    """Find out whether all who signed in lately seem to come from this machine: the proxy hides them."""
    addresses = list(UserSession.objects.order_by("-pk").values_list("ip", flat=True)[:RECENT_SESSIONS])
    is_hidden = bool(addresses) and all(ip_address(address).is_loopback for address in addresses)
    header = settings.CLIENT_ADDRESS_META_KEY.removeprefix("HTTP_").replace("_", "-").title()
    if (
        not settings.SITE_URL
        or settings.SITE_URL.partition("://")[2].startswith(LOCAL_HOSTS)
        or not is_hidden
    ):
        return
    text = _("All readers seem to have the address of the proxy: who guesses passwords locks everybody out.")
    hint = "manage.py setup --set CLIENT_ADDRESS_HEADER=X-Real-IP"
    yield CheckWarning(
        text, hint=NGINX_LINE % {"header": header} if header else hint, id="site.address_header"
    )
