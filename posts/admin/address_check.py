"""Addresses that the owner types for links of the header and the footer."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

LINK_SCHEMES = ("https", "http", "mailto", "xmpp", "matrix", "tel")


def check_link_address(url: str, shown: str) -> None:
    """Raise ValidationError, which names what is `shown`, for what is no address with one of LINK_SCHEMES."""
    scheme = urlsplit(url).scheme.lower() if ":" in url else ""
    try:
        if scheme not in LINK_SCHEMES:
            raise ValidationError(url)
        if scheme in {"http", "https"}:
            URLValidator(schemes=["http", "https"])(url)
        elif scheme == "mailto":
            validate_email(url.removeprefix("mailto:"))
    except (ValidationError, ValueError) as error:
        text = _("Not a valid address: %(line)s") % {"line": shown.strip()}
        raise ValidationError(text, code="address") from error
