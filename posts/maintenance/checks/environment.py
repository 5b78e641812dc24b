"""Checks of the environment: names that nothing reads, and a file that others could read."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from posts.maintenance.setting_names import find_misspelled_settings, find_unknown_settings


def report_names() -> Iterator[CheckMessage]:
    """Find variables that look like settings and are none."""
    for name, meant in find_misspelled_settings().items():
        yield CheckWarning(
            _("%(name)s is not a setting, and has no effect.") % {"name": name},
            hint=_("Did you mean %(name)s?") % {"name": meant},
            id="site.names",
        )
    for name in find_unknown_settings():
        yield CheckWarning(
            _("%(name)s is not a setting, and has no effect.") % {"name": name},
            hint=_("Remove it from %(path)s; docs/settings.md lists all settings.")
            % {"path": settings.ENV_FILE},
            id="site.names",
        )


def report_quotes() -> Iterator[CheckMessage]:
    """Find values within quotes: they were not taken off, as with Docker's --env-file."""
    for name in sorted(settings.SETTING_NAMES):
        value = os.environ.get(name, "")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            yield CheckWarning(
                _("The value of %(name)s has quotes in it.") % {"name": name},
                hint=_("Docker's --env-file does not take them off: write the value without."),
                id="site.quotes",
            )


def report_env_file() -> Iterator[CheckMessage]:
    """Find an environment file that others can read: it holds the secret key."""
    path = settings.ENV_FILE
    if path and path.exists() and path.stat().st_mode & 0o077:
        yield CheckWarning(
            _("Others can read %(path)s, which holds the secret key.") % {"path": path},
            hint=f"chmod 600 {path}",
            id="site.env_file",
        )
