"""What an upgrade has done so far, in a small file of DATA_DIR: one that was stopped goes on with it."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import posts
from posts.exchange.backup.ownership import PRIVATE_FILE_MODE
from posts.maintenance.versions import find_earlier_commit, find_head


@dataclass
class UpgradeRecord:
    """The upgrade under way, or the last one: where it comes from, its backup, what is left to do."""

    from_commit: str = ""
    from_migrations: dict[str, str] = field(default_factory=dict)  # the last one of each app
    backup: str = ""
    needs_index: bool = False
    is_finished: bool = False
    version: str = ""
    commit: str = ""

    def save(self) -> None:
        """Write the record: whole, or the old one stays. Raises OSError."""
        path = get_upgrade_record_path()
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE_MODE)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def finish(self) -> None:
        self.is_finished, self.version, self.commit = True, posts.__version__, find_head()
        self.save()


def get_upgrade_record_path() -> Path:
    return Path(settings.DATA_DIR) / "last-upgrade.json"


def read_upgrade_record() -> UpgradeRecord:
    """Return the record of the last upgrade, an empty finished one if there is none."""
    with suppress(OSError, ValueError, TypeError):
        return UpgradeRecord(**json.loads(get_upgrade_record_path().read_text()))
    return UpgradeRecord(is_finished=True)


def begin_upgrade() -> UpgradeRecord:
    """Return the record of the upgrade that was stopped, or of a new one. Raises OSError."""
    last = read_upgrade_record()
    if not last.is_finished:
        return last
    record = UpgradeRecord(from_commit=find_commit_before(last), from_migrations=read_last_migrations())
    record.save()
    return record


def find_commit_before(last: UpgradeRecord) -> str:
    """Return the commit that an upgrade comes from: that of the `last` one, unless it is still the same."""
    if last.commit and last.commit == find_head():
        return last.from_commit
    return last.commit or find_earlier_commit()


def read_last_migrations() -> dict[str, str]:
    """Return the name of the last migration of each app that was run."""
    return dict(sorted(MigrationRecorder(connection).applied_migrations()))
