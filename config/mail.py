"""Reads EMAIL_URL. A value that cannot be read stops the start with a message."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 10  # seconds for each answer of the mail server
# django-environ reads `smtps` as STARTTLS, and a `+` in a password as a space. Here `smtps` is
# TLS from the first byte, as RFC 8314 has it.
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465, "smtp+ssl": 465}
MAIL_BACKENDS = {"consolemail": "console", "dummymail": "dummy", "memorymail": "locmem"}
EXAMPLE = "smtps://name:password@mail.example.org, smtp+tls://… or consolemail:"


def parse_mail_address(address: str) -> dict[str, Any]:
    """Return Django's `EMAIL_…` settings, and `MAIL_DELIVERY_BACKEND`, of the URL `address`.

    Raises ImproperlyConfigured, without the password in its message.
    """
    scheme, has_colon, _ = address.partition(":")
    if has_colon and scheme in MAIL_BACKENDS:
        return {"MAIL_DELIVERY_BACKEND": f"django.core.mail.backends.{MAIL_BACKENDS[scheme]}.EmailBackend"}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"EMAIL_URL must be like {EXAMPLE}.") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"EMAIL_URL must be like {EXAMPLE}.")
    return {
        "MAIL_DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme in {"smtps", "smtp+ssl"},
        "EMAIL_TIMEOUT": TIMEOUT,
    }
