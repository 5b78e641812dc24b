"""What became of the last backup, in a small file of DATA_DIR, for whoever asks: the admin, a monitor."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from posts.exchange.backup.ownership import PRIVATE_FILE_MODE, give_to_site

RECORD_NAME = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made, and the last one that failed after it; None where there is none."""

    succeeded_at: datetime | None = None
    path: str = ""
    size: int = 0  # bytes
    is_encrypted: bool = False
    failed_at: datetime | None = None
    reason: str = ""  # why it failed


def get_last_backup() -> LastBackup:
    """Return what is recorded; an empty record where nothing is, or where it cannot be read."""
    try:
        values = json.loads(get_record_path().read_text())
        for name in ("succeeded_at", "failed_at"):
            values[name] = values[name] and datetime.fromisoformat(values[name])
        return LastBackup(**values)
    except (OSError, ValueError, TypeError, KeyError):
        return LastBackup()


def record_made_backup(path: Path, size: int, *, is_encrypted: bool) -> None:
    write_record(LastBackup(timezone.now(), str(path), size, is_encrypted))


def record_failed_backup(reason: str) -> None:
    write_record(replace(get_last_backup(), failed_at=timezone.now(), reason=reason))


def get_record_path() -> Path:
    return Path(settings.DATA_DIR) / RECORD_NAME


def write_record(record: LastBackup) -> None:
    """Replace the record; where the disk is full the old one stays."""
    path = get_record_path()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE_MODE), "w"
            ) as file:
                json.dump(asdict(record), file, default=str)
            give_to_site(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
