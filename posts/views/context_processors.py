"""Variables of every template."""

from typing import Any

from django.http import HttpRequest

from posts.models import get_site


def site_settings(request: HttpRequest) -> dict[str, Any]:
    """Return the site, and for themes its name, description and language (a BCP 47 tag) by themselves."""
    site = get_site()
    return {
        "site": site,
        "site_name": site.name,
        "site_description": site.description,
        "site_language": site.language_tag,
    }
