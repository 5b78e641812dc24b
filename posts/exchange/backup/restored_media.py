"""Media of a backup, put where the site keeps them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from posts.exchange.backup.archive import CHUNK_BYTES, MEDIA_FOLDER, DigestReader, iter_members, open_backup
from posts.exchange.backup.contents import MEMORY_BYTES
from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.manifest import Manifest
from posts.exchange.backup.ownership import get_media_folder
from posts.exchange.backup.work_folder import ensure_space
from posts.exchange.copy_media import CONCURRENT_COPIES, digest_file, iter_file_names
from posts.media.storage.folder import sync_path


def compare_media(manifest: Manifest) -> tuple[set[str], set[str]]:
    """Return the names of files that the site has as they are in the backup, and of those that differ."""
    storage = storages["default"]
    same: set[str] = set()
    other: set[str] = set()
    for name in iter_file_names(storage):
        if stored := manifest.files.get(MEDIA_FOLDER + name):
            (same if digest_file(storage, name) == stored.sha256 else other).add(name)
    return same, other


def restore_media(path: Path, identities: Sequence[Any], manifest: Manifest, same: set[str]) -> int:
    """Write the media of the backup `path`, but for those in `same`; return how many. Raises BackupError."""
    missing = {
        name: stored
        for name, stored in manifest.files.items()
        if name.startswith(MEDIA_FOLDER) and name.removeprefix(MEDIA_FOLDER) not in same
    }
    if not missing:
        return 0
    folder = get_media_folder()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        ensure_space(folder, sum(stored.size for stored in missing.values()))
    # Synced afterwards, many at a time, not one after the other.
    storage = FileSystemStorage(folder) if folder else storages["default"]
    with open_backup(path, identities) as stream:
        for name, content in iter_members(stream):
            if name in missing:
                write_media(storage, name.removeprefix(MEDIA_FOLDER), content)
                if content.finish() != missing[name]:
                    raise BackupError("The backup changed while it was read. Run it again.")
    if folder:
        sync_all(folder, [folder / name.removeprefix(MEDIA_FOLDER) for name in missing])
    return len(missing)


def sync_all(root: Path, paths: Sequence[Path]) -> None:
    """Write `paths`, and the folders below `root` that they are in, to the disk."""
    folders = {folder for path in paths for folder in path.parents if folder.is_relative_to(root)}
    with ThreadPoolExecutor(CONCURRENT_COPIES) as executor:
        for _ in executor.map(sync_path, [*paths, *folders]):
            pass


def write_media(storage: Storage, name: str, content: DigestReader) -> None:
    """Write `content` as the file `name`, in place of another one. Raises BackupError."""
    with SpooledTemporaryFile(MEMORY_BYTES) as copy:
        while chunk := content.read(CHUNK_BYTES):
            copy.write(chunk)
        copy.seek(0)
        storage.delete(name)
        if storage.save(name, File(copy, name)) != name:
            raise BackupError(f"Media cannot have a file called {name!r}.")
