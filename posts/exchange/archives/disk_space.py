"""How much of the disk an import may take."""

import shutil
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

IMPORT_RESERVE_BYTES = 256 * 1024 * 1024  # left for the database, pictures and logs


class NoSpaceError(Exception):
    """The disk has too little room; the message says how much there is, for people."""


def check_free_space(folder: Path, needed_bytes: int) -> None:
    """Raise NoSpaceError unless `needed_bytes` can be written below `folder`, and enough is left."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + IMPORT_RESERVE_BYTES:
        text = _("There is too little space on the server: %(needed)s are needed, and %(free)s are free.")
        needed = filesizeformat(needed_bytes + IMPORT_RESERVE_BYTES)
        raise NoSpaceError(text % {"needed": needed, "free": filesizeformat(free)})
