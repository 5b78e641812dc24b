"""Who owns what the site has: the site's own user, also where root runs the command."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import DEFAULT_DB_ALIAS, connections

PRIVATE_FILE_MODE = 0o600
ROOT = 0  # the user's number


def get_database_path() -> Path | None:
    """Return the file of the site's database; None where it is not SQLite's."""
    connection = connections[DEFAULT_DB_ALIAS]
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def get_media_folder() -> Path | None:
    """Return the folder of uploaded files; None where they are in a store."""
    storage = storages["default"]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def find_site_owner() -> tuple[int, int]:
    """Return user and group, as numbers, of the data folder; where it is root's, of the database's file."""
    database = get_database_path()
    found = [path.stat() for path in (Path(settings.DATA_DIR), database) if path and path.exists()]
    owners = [(each.st_uid, each.st_gid) for each in found]
    return next((owner for owner in owners if owner[0] != ROOT), (os.geteuid(), os.getegid()))


def give_to_site(path: Path) -> None:
    """Make `path` the site's, where root made it; a disk without owners is left as it is."""
    user, group = find_site_owner()
    if os.geteuid() == ROOT and user != ROOT:
        with suppress(OSError):
            os.chown(path, user, group, follow_symlinks=False)


def give_all_to_site() -> None:
    """Make the site's what root made in the folders that it reads and writes."""
    user, group = find_site_owner()
    if os.geteuid() != ROOT or user == ROOT:
        return
    for path in iter_paths(list_site_folders()):
        with suppress(OSError):
            if path.lstat().st_uid == ROOT:
                os.chown(path, user, group, follow_symlinks=False)


def list_site_folders() -> list[Path]:
    """Return the folders of data, static files and media, and the files of the database."""
    database = get_database_path()
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")] if database else []
    folders = [Path(settings.DATA_DIR), Path(settings.STATIC_ROOT), get_media_folder()]
    return [path for path in [*folders, *beside] if path and path.exists()]


def iter_paths(roots: Iterable[Path]) -> Iterator[Path]:
    """Yield `roots`, and all that is below them; what links lead to is not followed."""
    for root in roots:
        yield root
        for folder, folders, files in os.walk(root):
            yield from (Path(folder, name) for name in [*folders, *files])
