"""Checks of files: static ones, who owns and who can read what, and space."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from posts.exchange.backup.ownership import get_database_path, get_media_folder
from posts.maintenance.site_files import find_path_owner
from posts.media.storage import static
from posts.views.readiness import MIN_FREE_BYTES

STATIC_MANIFEST = "staticfiles.json"
LOW_SPACE = 1_000_000_000  # bytes
KEY_FILES = ("secret-key", "factor-key")
READ_BY_OTHERS = 0o007


def report_static_files() -> Iterator[CheckMessage]:
    """Find static files that were not collected, or that are older than those of the code."""
    manifest = Path(settings.STATIC_ROOT) / STATIC_MANIFEST
    if not manifest.exists():
        yield Error(
            _("The static files were not collected: pages have no styles."),
            hint="manage.py collectstatic --noinput",
            id="site.static",
        )
    elif find_newest_static_file() > manifest.stat().st_mtime:
        yield CheckWarning(
            _("The static files are older than the code."),
            hint="manage.py collectstatic --noinput",
            id="site.static",
        )


def find_newest_static_file() -> float:
    """Return when a static file, or what collects them, was changed last, in seconds since 1970."""
    files = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return max(Path(path).stat().st_mtime for path in (static.__file__, *files))


def list_owned_paths() -> list[Path]:
    """Return the files and folders that the site must be able to write."""
    data = Path(settings.DATA_DIR)
    database = get_database_path()
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")] if database else []
    folders = [data / name for name in (*KEY_FILES, "locks", "generation", "static")]
    media = get_media_folder()
    found = [*beside, *folders, *([media, *media.iterdir()] if media and media.is_dir() else [])]
    return [path for path in found if path.exists()]


def report_owners() -> Iterator[CheckMessage]:
    """Find files that belong to another user than the data folder does: root's, after a restore."""
    data = Path(settings.DATA_DIR)
    owner = find_path_owner(data)
    if owner and (others := [path for path in list_owned_paths() if find_path_owner(path) != owner]):
        yield Error(
            _("%(path)s belongs to %(other)s, the site to %(owner)s: it may not be able to save.")
            % {"path": others[0], "other": find_path_owner(others[0]), "owner": owner},
            hint=f"chown -R {owner}: {data}",
            id="site.owners",
        )


def report_privacy() -> Iterator[CheckMessage]:
    """Find keys, or a database, that every user of the machine can read."""
    data = Path(settings.DATA_DIR)
    database = get_database_path()
    for path in [*(data / name for name in KEY_FILES), *([database] if database else [])]:
        if path.exists() and path.stat().st_mode & READ_BY_OTHERS and is_reachable(path.parent):
            is_key = path.name in KEY_FILES
            yield CheckWarning(
                _("Every user of the machine can read %(path)s.") % {"path": path},
                hint=f"chmod 600 {path}" if is_key else f"chmod o-rwx {path.parent}",
                id="site.privacy",
            )


def is_reachable(folder: Path) -> bool:
    """Whether every user may pass through `folder` and all above it."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def report_disk() -> Iterator[CheckMessage]:
    """Find a disk that is almost full."""
    free = shutil.disk_usage(Path(settings.DATA_DIR)).free
    if free < LOW_SPACE:
        kind = Error if free < MIN_FREE_BYTES else CheckWarning
        yield kind(
            _("The disk has %(size)s MB left.") % {"size": free // 1_000_000},
            hint=f"du -xh --max-depth=2 {settings.DATA_DIR} | sort -h | tail",
            id="site.disk",
        )
