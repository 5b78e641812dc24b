"""Checks a backup: each checksum, and that its database opens and has the rows that it should have."""

import gzip
import hmac
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from posts.exchange.backup.archive import (
    CHUNK_BYTES,
    DATABASE_NAME,
    KEYS_NAME,
    MANIFEST_DIGEST_NAME,
    MANIFEST_NAME,
    DigestReader,
    StoredFile,
    iter_members,
    open_backup,
)
from posts.exchange.backup.database import check_snapshot, count_snapshot_rows
from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.manifest import Manifest, parse_manifest
from posts.exchange.backup.work_folder import open_work_folder

UNPACKED_NAME = "database.sqlite3"
MAX_TEXT_BYTES = 200_000_000  # of the manifest: a hundred bytes a file


def verify_backup(path: str | Path, identities: Sequence[Any] = ()) -> Manifest:
    """Return the manifest of the backup at `path`, of which all was read and fits. Raises BackupError."""
    with open_work_folder() as work:
        return unpack_database(Path(path), identities, work)[0]


def unpack_database(path: Path, identities: Sequence[Any], work: Path) -> tuple[Manifest, bytes]:
    """Read the whole backup, and leave its database in the folder `work`; return manifest and keys.

    Raises BackupError unless everything fits together.
    """
    found: dict[str, StoredFile] = {}
    texts: dict[str, bytes] = {}
    with open_backup(path, identities) as stream:
        for name, content in iter_members(stream):
            if name == DATABASE_NAME:
                unpack_file(content, work / UNPACKED_NAME)
            elif name in {KEYS_NAME, MANIFEST_NAME, MANIFEST_DIGEST_NAME}:
                texts[name] = content.read(MAX_TEXT_BYTES)
            found[name] = content.finish()
    manifest = check_manifest(found, texts)
    check_unpacked_database(work / UNPACKED_NAME, manifest)
    return manifest, texts.get(KEYS_NAME, b"")


def unpack_file(content: DigestReader, target: Path) -> None:
    """Write the decompressed `content` into `target`."""
    source: BinaryIO
    with gzip.GzipFile(fileobj=content) as source, target.open("wb") as file:  # type: ignore[call-overload]
        shutil.copyfileobj(source, file, CHUNK_BYTES)


def check_manifest(found: dict[str, StoredFile], texts: dict[str, bytes]) -> Manifest:
    """Return the manifest, if the files `found` are those that it names. Raises BackupError."""
    if MANIFEST_DIGEST_NAME not in found:
        raise BackupError(
            "The backup ends before its manifest: it was cut off, or is no backup of this site."
        )
    wanted = found.pop(MANIFEST_NAME, StoredFile(0, "")).sha256
    found.pop(MANIFEST_DIGEST_NAME)
    if not hmac.compare_digest(wanted.encode(), texts[MANIFEST_DIGEST_NAME]):
        raise BackupError("The backup's manifest is damaged: the checksum is another.")
    manifest = parse_manifest(texts[MANIFEST_NAME])
    wrong = sorted(
        name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name)
    )
    if wrong:
        raise BackupError(
            f"The backup is damaged: {len(wrong)} files are not what the manifest says, first {wrong[0]!r}."
        )
    if DATABASE_NAME not in found:
        raise BackupError("The backup has no database.")
    return manifest


def check_unpacked_database(path: Path, manifest: Manifest) -> None:
    """Raise BackupError unless the database file `path` is whole and has the rows that `manifest` counts."""
    check_snapshot(path)
    counts = count_snapshot_rows(path)
    if wrong := sorted(
        name
        for name in counts.keys() | manifest.tables.keys()
        if counts.get(name) != manifest.tables.get(name)
    ):
        raise BackupError(
            f"The backup's database has other rows than the manifest says, first in {wrong[0]}."
        )
