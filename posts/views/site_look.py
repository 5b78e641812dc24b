"""The owner's colours as a style sheet: inline styles are refused by the policy for content."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.generic import View

from posts.models import get_site
from posts.page_cache.decorators import hand_to_store

# As `Site.accent_version` writes it.
LOOK_VERSION = re.compile(r"(?P<light>0|[0-9a-f]{6})-(?P<dark>0|[0-9a-f]{6})")
YEAR_SECONDS = 31_536_000


class AccentView(View):
    """Accent colours, at an address that has them in its name, and so never changes.

    It answers for colours that the site had before as well: pages that others keep still ask for these.
    Only what is shown now is stored, since nobody may fill the store with addresses of their own.
    """

    def get(self, request: HttpRequest, version: str) -> HttpResponse:
        found = LOOK_VERSION.fullmatch(version)
        if not found:
            raise Http404(version)
        colours = {scheme: f"#{digits}" for scheme, digits in found.groupdict().items() if digits != "0"}
        sheet = build_accent_sheet(**colours)
        response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
        patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
        if version == get_site().accent_version:
            hand_to_store(request, ())
        return response


def build_accent_sheet(**colours: str) -> str:
    """Return what `static/css/tokens.css` takes its accents from, by scheme."""
    lines = []
    for scheme, colour in colours.items():
        subtle = f"color-mix(in srgb, {colour} 12%, var(--color-background))"
        lines += [f"--site-accent-{scheme}: {colour};", f"--site-accent-{scheme}-subtle: {subtle};"]
    return f":root {{ {' '.join(lines)} }}\n"
