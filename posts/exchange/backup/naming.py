"""Names of backups in a folder, and which old ones are removed."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from posts.exchange.backup.archive import FORMAT_HEADER
from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.keys import is_encrypted
from posts.exchange.backup.ownership import get_media_folder

NAME_ENDINGS = ("tar", "tar.age")


def choose_path(path: Path, now: datetime, *, encrypt: bool) -> Path:
    """Return the file to write: `path`, or in the folder `path` one named after site and time.

    Raises BackupError where it must not be written: not over what is no backup, nor where readers get it.
    """
    if not path.is_dir():
        if not path.parent.is_dir():
            raise BackupError(f"There is no folder {path.parent}. Make it, or choose another.")
        if path.exists() and not is_backup(path):
            raise BackupError(f"{path} is there, and is no backup: nothing was written over it.")
        chosen = path
    else:
        stem = f"{get_name_stem()}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        ending = NAME_ENDINGS[encrypt]
        names = (f"{stem}{(number and f'-{number}') or ''}.{ending}" for number in count())
        chosen = next(path / name for name in names if not (path / name).exists())
    ensure_private(chosen)
    return chosen


def get_name_stem() -> str:
    """Return what the names of all backups of this site begin with."""
    return f"transmission-{urlsplit(settings.SITE_URL).hostname or 'site'}-"


def is_backup(path: Path) -> bool:
    """Whether the file `path` begins as a backup does; an encrypted one may be anything."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return not head or is_encrypted(head) or FORMAT_HEADER.encode() in head


def ensure_private(path: Path) -> None:
    """Raise BackupError where `path` is in a folder whose files anybody may fetch."""
    for folder in (get_media_folder(), Path(settings.STATIC_ROOT)):
        if folder and path.resolve().is_relative_to(folder.resolve()):
            raise BackupError(f"Readers can fetch what is in {folder}. Choose a folder of its own.")


def list_backups(folder: Path) -> list[Path]:
    """Return the backups in `folder` that were named for this site, the newest first."""
    endings = "|".join(map(re.escape, NAME_ENDINGS))
    name = re.compile(rf"{re.escape(get_name_stem())}(\d{{8}}T\d{{6}}Z)(?:-(\d+))?\.(?:{endings})")
    found = [(match, path) for path in folder.iterdir() if (match := name.fullmatch(path.name))]
    found.sort(key=lambda each: (each[0][1], int(each[0][2] or 0)), reverse=True)
    return [path for _, path in found if path.is_file() and not path.is_symlink()]


def remove_old_backups(folder: Path, keep: int, made: Path) -> list[Path]:
    """Remove all but `keep` backups of this site from `folder`, never the one just `made`; return them."""
    others = [path for path in list_backups(folder) if path != made]
    removed = []
    for path in others[max(keep - 1, 0) :]:
        with suppress(OSError):
            path.unlink()
            removed.append(path)
    return removed
