"""Misspelled settings: variables that are none of the site's, and almost."""

import os
import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from django.conf import settings

SIMILARITY = 0.86  # of difflib; LOG_LEVELS has 0.95 of LOG_LEVEL, LANGUAGE 0.76 of LANGUAGE_CODE
# Of the libraries below the site, and of the shell: in an environment file they may be meant.
FOREIGN_NAME = re.compile(
    r"(AWS|BOTO|DJANGO|GRANIAN|LC|MALLOC|PG|POSTGRES|PYTHON|SSL|UV|XDG)[A-Z]*_\w*|PG\w+"
)
FOREIGN_NAMES = {"HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ", "USER", "http_proxy", "https_proxy"}


def find_misspelled_names(names: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Return those of `names` that are not `known` and look like a known one, with that one."""
    return {
        name: close[0]
        for name in sorted(set(names).difference(known))
        if (close := get_close_matches(name.upper(), known, n=1, cutoff=SIMILARITY))
    }


def find_misspelled_settings() -> dict[str, str]:
    """Return misspelled variables of this process, with what they should be."""
    return find_misspelled_names(os.environ, settings.SETTING_NAMES)


def find_unknown_settings() -> list[str]:
    """Return names in the environment file that nothing reads, and that look like nothing."""
    unknown = set(settings.ENV_FILE_NAMES).difference(settings.SETTING_NAMES, FOREIGN_NAMES)
    return sorted(
        name for name in unknown.difference(find_misspelled_settings()) if not FOREIGN_NAME.fullmatch(name)
    )
