"""Variables of every template."""

from django.conf import settings
from django.http import HttpRequest

from posts.views.languages import format_language_tag


def site_settings(request: HttpRequest) -> dict[str, str]:
    """Return the site's name, description and language (a BCP 47 tag)."""
    return {
        "site_name": settings.SITE_NAME,
        "site_description": settings.SITE_DESCRIPTION,
        "site_language": format_language_tag(settings.LANGUAGE_CODE),
    }
