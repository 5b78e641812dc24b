"""Where a backup is put together: a hidden folder beside the database, which one command uses at a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.ownership import give_to_site
from posts.models.machine_slots import NoFreeSlot, take_slot

BACKUP_SLOT_NAME = "backup"
FOLDER_PREFIX = ".backup-"
SPARE_BYTES = 50_000_000  # that are left free: with less, saving a post may fail


@contextmanager
def open_work_folder() -> Iterator[Path]:
    """Yield an empty folder in DATA_DIR that only its owner can read; it is gone after the block.

    Raises BackupError while another backup or restore of this machine is under way. What one that
    was killed has left is removed.
    """
    data = Path(settings.DATA_DIR)
    try:
        with take_slot(BACKUP_SLOT_NAME):
            give_to_site(settings.LOCKS_DIR)
            give_to_site(settings.LOCKS_DIR / f"{BACKUP_SLOT_NAME}-0")
            for stale in data.glob(f"{FOLDER_PREFIX}*"):
                shutil.rmtree(stale, ignore_errors=True)
            with TemporaryDirectory(dir=data, prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as folder:
                yield Path(folder)
    except NoFreeSlot as error:
        message = "A backup or restore of this site is under way. Run it again when that has ended."
        raise BackupError(message) from error


def ensure_space(folder: Path, wanted: int) -> None:
    """Raise BackupError where the disk of `folder` has no room for `wanted` bytes and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        raise BackupError(
            f"{folder} has {free / 1e6:,.0f} MB free, and {(wanted + SPARE_BYTES) / 1e6:,.0f} MB are needed. "
            "Make room there, or choose another disk."
        )
