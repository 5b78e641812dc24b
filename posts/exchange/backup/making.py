"""Makes a backup while the site is used: complete under its name, or not there at all."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from posts.exchange.backup.archive import ArchiveWriter
from posts.exchange.backup.contents import write_contents
from posts.exchange.backup.encryption import open_encrypting
from posts.exchange.backup.errors import BackupError, describe_error
from posts.exchange.backup.keys import load_recipients
from posts.exchange.backup.manifest import Manifest
from posts.exchange.backup.naming import choose_path, get_name_stem, remove_old_backups
from posts.exchange.backup.ownership import PRIVATE_FILE_MODE, get_media_folder, give_to_site
from posts.exchange.backup.record import record_failed_backup, record_made_backup
from posts.exchange.backup.site_keys import name_left_out_keys
from posts.exchange.backup.work_folder import ensure_space, open_work_folder
from posts.exchange.database.tables import DatabaseCopyError, find_unknown_tables
from posts.media.storage.folder import sync_path

DRAFT_STALE_SECONDS = 3600  # without a write, after which whoever wrote a file is gone


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that is on the disk: where, how large in bytes, what it holds, and what people should know."""

    path: Path
    size: int
    manifest: Manifest
    notes: Sequence[str]
    removed: Sequence[Path]


def make_backup(
    path: str | Path,
    *,
    keep: int | None = None,
    recipients: Sequence[str] = (),
    report: Callable[[str], Any] = lambda line: None,
) -> MadeBackup:
    """Back up database, media and, where it is encrypted to `recipients`, keys into one file.

    `path` is a file, or a folder, where all but the `keep` newest of this site are removed then; `report`
    is told what is being done. Raises BackupError; then nothing is there, and nothing was removed.
    """
    try:
        with open_work_folder() as work:
            made = write_backup(Path(path), work, load_recipients(recipients), keep=keep, report=report)
    except (BackupError, DatabaseCopyError, OSError) as error:
        reason = (
            str(error) if isinstance(error, BackupError) else f"No backup was made: {describe_error(error)}."
        )
        record_failed_backup(reason)
        raise BackupError(reason) from error
    record_made_backup(made.path, made.size, is_encrypted=bool(recipients))
    return made


def write_backup(
    path: Path, work: Path, recipients: Sequence[Any], *, keep: int | None, report: Callable[[str], Any]
) -> MadeBackup:
    """Write the backup by way of the folder `work`, then remove old ones."""
    if keep is not None and (keep < 1 or not path.is_dir()):
        raise BackupError("--keep takes 1 or more, and needs a folder to keep them in.")
    now = timezone.now()
    target = choose_path(path, now, encrypt=bool(recipients))
    remove_stale_drafts(target)
    ensure_space(target.parent, measure_media())
    with open_draft(target) as file:
        with open_encrypting(file, recipients) as stream:
            writer = ArchiveWriter(stream, now.timestamp())
            manifest = write_contents(writer, work, with_keys=bool(recipients), report=report)
        size = file.tell()
    removed = remove_old_backups(target.parent, keep, target) if keep else []
    return MadeBackup(
        target, size, manifest, list_backup_notes(manifest, is_encrypted=bool(recipients)), removed
    )


@contextmanager
def open_draft(target: Path) -> Iterator[BinaryIO]:
    """Yield a file that only its owner can read; it becomes `target` once it is complete and on the disk."""
    draft = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        give_to_site(draft)
        draft.replace(target)
        sync_path(target.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def remove_stale_drafts(target: Path) -> None:
    """Remove what backups that were killed have left beside `target`."""
    for pattern in {f".{get_name_stem()}*.part", f".{target.name}.*.part"}:
        for draft in target.parent.glob(pattern):
            with suppress(OSError):
                if time.time() - draft.stat().st_mtime > DRAFT_STALE_SECONDS:
                    draft.unlink()


def measure_media() -> int:
    """Return the size of all files in the media folder in bytes; 0 where they are in a store."""
    folder = get_media_folder()
    sizes = (path.lstat().st_size for path in folder.rglob("*")) if folder else ()
    with suppress(OSError):
        return sum(sizes)
    return 0


def list_backup_notes(manifest: Manifest, *, is_encrypted: bool) -> list[str]:
    """Return what the owner should know of a backup: what it does not hold."""
    notes = [] if is_encrypted else [f"Not in it: {line}." for line in name_left_out_keys()]
    notes += [
        f"Not in it: {name}, which a row names and media does not have." for name in manifest.missing_media
    ]
    for name, count in find_unknown_tables(DEFAULT_DB_ALIAS).items() if manifest.vendor != "sqlite" else ():
        notes.append(f"Not in it: the table {name} with {count} rows, which no app of this site knows.")
    return notes
