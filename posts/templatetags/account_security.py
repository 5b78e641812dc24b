"""Where passkeys work, for the pages of accounts."""

from django import template
from django.http import HttpRequest

from posts.accounts.notifications import is_mail_configured
from posts.accounts.passkeys import build_localhost_url, find_passkey_obstacle

register = template.Library()


@register.simple_tag(takes_context=True)
def passkey_obstacle(context: template.Context) -> str:
    """Return why passkeys do not work at this address: "address", "insecure", or ""."""
    return find_passkey_obstacle(get_request(context))


@register.simple_tag(takes_context=True)
def localhost_url(context: template.Context) -> str:
    """Return the address of this page at localhost, if that is this machine."""
    return build_localhost_url(get_request(context))


@register.simple_tag
def mail_works() -> bool:
    """Whether this site sends mails."""
    return is_mail_configured()


def get_request(context: template.Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request
