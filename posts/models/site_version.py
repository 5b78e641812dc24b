"""The current version of the site, as all processes know it.

On one machine they share eight bytes of a file; on several, Redis tells them. Either
way `invalidate` returns only once no process serves pages of the old version.
"""

import mmap
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

VERSION_FILE = "generation"  # in DATA_DIR


class UntoldChangeError(Exception):
    """A change is committed, but the other machines could not be told of it."""


class SiteVersion(Protocol):
    def get_version(self) -> object:
        """Return the current version, to be compared; None while it is not known."""

    def invalidate(self) -> None:
        """Begin another version; return when no process takes the old one for current.

        Raises UntoldChangeError where other machines cannot be told.
        """


class FileVersion:
    """The version shared by the processes of one machine: eight random bytes, mapped into each.

    Random bytes need neither a lock nor a counter: a new value always differs from the old.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open_file()

    def open_file(self) -> None:
        """Map the file at the path, a new one where there is none."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, 8)
            self.bytes = mmap.mmap(descriptor, 8)
            self.file = os.fstat(descriptor)
        finally:
            os.close(descriptor)

    def get_version(self) -> object:
        return self.bytes[:]

    def invalidate(self) -> None:
        self.bytes[:] = secrets.token_bytes(8)
        # If the folder was replaced, processes that began later have the file that is there now.
        with suppress(OSError):
            if not self.is_at_path():
                self.open_file()
                self.bytes[:] = secrets.token_bytes(8)

    def is_at_path(self) -> bool:
        return self.path.exists() and os.path.samestat(self.file, self.path.stat())


@cache
def get_site_version() -> SiteVersion:
    """Return the version store of this process: Redis where REDIS_URL names one, else a file."""
    if settings.REDIS_URL:
        # The client takes six megabytes, which a site on one machine has no use for.
        from posts.models.redis_version import RedisVersion  # noqa: PLC0415

        return RedisVersion(settings.REDIS_URL)
    return FileVersion(settings.DATA_DIR / VERSION_FILE)
