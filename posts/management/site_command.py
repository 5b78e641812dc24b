"""Base class of commands that work on what the site holds, or write to people."""

from typing import Any

from django.core.management.base import BaseCommand

from posts.models.site_locale import use_site_locale


class SiteCommand(BaseCommand):
    """Runs in the language and the time zone of the site."""

    def execute(self, *args: Any, **options: Any) -> Any:
        with use_site_locale():
            return super().execute(*args, **options)
