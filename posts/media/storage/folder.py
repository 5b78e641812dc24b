"""Media in a folder: a file that is saved is on the disk before anything names it."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="posts.media.storage.folder.SyncedFolderStorage")
class SyncedFolderStorage(FileSystemStorage):
    """Django's storage, which also syncs each new file, and the folders that lead to it (fsync(2))."""

    def _save(self, name: str, content: Any) -> str:
        saved = str(super()._save(name, content))  # type: ignore[misc]
        path = Path(self.path(saved))
        root = Path(self.location)
        for each in (path, *(folder for folder in path.parents if folder.is_relative_to(root))):
            sync_path(each)
        return saved


def sync_path(path: Path) -> None:
    """Write the file or folder `path` to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
