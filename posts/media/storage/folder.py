"""Media in a folder: a file that is saved is on the disk before anything names it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="posts.media.storage.folder.SyncedFolderStorage")
class SyncedFolderStorage(FileSystemStorage):
    """Django's storage, which also syncs each new file, and the folders that lead to it (fsync(2)).

    What a full disk took the beginning of is deleted.
    """

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        was_there = path.exists()
        try:
            saved = str(super()._save(name, content))  # type: ignore[misc]
            self.sync_with_folders(Path(self.path(saved)))
        except OSError:
            if not was_there:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise
        return saved

    def sync_with_folders(self, path: Path) -> None:
        root = Path(self.location)
        for each in (path, *(folder for folder in path.parents if folder.is_relative_to(root))):
            sync_path(each)


def sync_path(path: Path) -> None:
    """Write the file or folder `path` to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
