"""The scripts of Django's admin as one file, where files are collected."""

from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.widgets import Media

from posts.media.storage.joined_scripts import JOINED_SCRIPTS, VENDOR

register = template.Library()


@register.filter
def join_scripts(media: Media) -> Media:
    """Return `media` with the scripts that were collected as one file replaced by it, first of all.

    As it is where there is no such file, or where a library would come behind the script it must precede.
    """
    asked: Any = media  # the stubs leave out what a Media holds
    scripts = list(asked._js)
    collected = getattr(staticfiles_storage, "hashed_files", {})
    for name, parts in JOINED_SCRIPTS.items():
        if name in collected and set(parts) <= {script for script in scripts if isinstance(script, str)}:
            others = [script for script in scripts if script not in parts]
            if any(isinstance(script, str) and script.startswith(VENDOR) for script in others):
                return media
            return Media(css=asked._css, js=[name, *others])
    return media
