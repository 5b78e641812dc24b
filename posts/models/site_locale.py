"""The language and the time zone of the site, where its owner chose others than the environment has."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.utils import timezone, translation

from posts.models.site import get_site


@contextmanager
def use_site_locale() -> Iterator[None]:
    """Make the site's language and time zone the current ones during the block.

    For what has no request, and so no middleware: commands, tasks.
    """
    site = get_site()
    with ExitStack() as stack:
        if site.language != settings.LANGUAGE_CODE:
            stack.enter_context(translation.override(site.language))
        if site.time_zone != settings.TIME_ZONE:
            stack.enter_context(timezone.override(site.zone))
        yield
