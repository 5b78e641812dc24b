"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return the site's name, description and language (as BCP 47 writes it)."""
    return {
        "site_name": settings.SITE_NAME,
        "site_description": settings.SITE_DESCRIPTION,
        "site_language": {"zh-hans": "zh-Hans"}.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE),
    }
