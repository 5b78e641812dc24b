"""One file with all that a site needs to begin again elsewhere: made while it is used, checked, restored.

    make_backup(path, keep=None, recipients=(), report=…) -> MadeBackup(path, size, manifest, notes, removed)
    verify_backup(path, identities=()) -> Manifest
    restore_backup(path, identities=(), replace=False, report=…) -> RestoredBackup(manifest, notes, …)
    get_last_backup() -> LastBackup(succeeded_at, path, size, is_encrypted, failed_at, reason)

`path` is a file, or a folder, in which a file named after site and time is made. `replace` overwrites a
site that is not empty, after a backup of it. All raise BackupError, whose message is for people.
"""

from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.making import MadeBackup, make_backup
from posts.exchange.backup.manifest import Manifest
from posts.exchange.backup.record import LastBackup, get_last_backup
from posts.exchange.backup.restoring import RestoredBackup, restore_backup
from posts.exchange.backup.verifying import verify_backup

__all__ = [
    "BackupError",
    "LastBackup",
    "MadeBackup",
    "Manifest",
    "RestoredBackup",
    "get_last_backup",
    "make_backup",
    "restore_backup",
    "verify_backup",
]
