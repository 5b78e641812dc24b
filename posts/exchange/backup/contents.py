"""Writes the members of a backup: media, then the database, then the media that came meanwhile.

A file that the rows name was there before them, or came between the two passes: files never change, and
one whose row was deleted is named by no row.
"""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from time import sleep
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

import posts
from posts.exchange.backup.archive import (
    CHUNK_BYTES,
    DATABASE_NAME,
    KEYS_NAME,
    MANIFEST_DIGEST_NAME,
    MANIFEST_NAME,
    MEDIA_FOLDER,
    ArchiveWriter,
)
from posts.exchange.backup.database import (
    count_snapshot_rows,
    find_named_media,
    read_migrations,
    write_snapshot,
)
from posts.exchange.backup.manifest import Manifest, collect_settings, group_migrations
from posts.exchange.backup.ownership import get_database_path
from posts.exchange.backup.site_keys import dump_keys
from posts.exchange.backup.work_folder import ensure_space
from posts.exchange.copy_media import iter_file_names

MEMORY_BYTES = 16 * 1024 * 1024  # of an uploaded file; the rest goes to a temporary one
COMPRESSION_LEVEL = 4
COMPRESSED_SHARE = 0.5  # of a database, at most, in our experience a third
STORE_TRIES, STORE_REST_SECONDS = 3, 6  # after a timeout a store is left alone for 5 seconds


def write_contents(
    writer: ArchiveWriter, work: Path, *, with_keys: bool, report: Callable[[str], Any]
) -> Manifest:
    """Write all members by way of the folder `work`; return the manifest, the last of them."""
    storage = storages["default"]
    report("Copying media.")
    add_media(writer, storage, work)
    report("Copying the database.")
    snapshot = work / "database.sqlite3"
    source = get_database_path()
    ensure_space(
        work, int(source.stat().st_size * (1 + COMPRESSED_SHARE)) if source and source.exists() else 0
    )
    write_snapshot(snapshot)
    add_media(writer, storage, work)
    manifest_parts = describe_snapshot(snapshot, writer)
    add_database(writer, snapshot)
    if with_keys:
        writer.add_bytes(KEYS_NAME, dump_keys())
    manifest = Manifest(files=dict(writer.files), **manifest_parts)
    writer.add_bytes(MANIFEST_NAME, manifest.to_json())
    writer.add_bytes(MANIFEST_DIGEST_NAME, writer.files[MANIFEST_NAME].sha256.encode())
    writer.close()
    return manifest


def describe_snapshot(snapshot: Path, writer: ArchiveWriter) -> dict[str, Any]:
    """Return what the manifest says of the database file `snapshot`, and of the site."""
    there = {name.removeprefix(MEDIA_FOLDER) for name in writer.files}
    return {
        "id": uuid4().hex,
        "created_at": timezone.localtime().isoformat(timespec="seconds"),
        "version": posts.__version__,
        "site": settings.SITE_URL,
        "vendor": connections[DEFAULT_DB_ALIAS].vendor,
        "tables": count_snapshot_rows(snapshot),
        "migrations": group_migrations(read_migrations(snapshot)),
        "settings": collect_settings(),
        "missing_media": sorted(find_named_media(snapshot) - there),
    }


def add_media(writer: ArchiveWriter, storage: Storage, work: Path) -> None:
    """Add the files in `storage` that the backup does not have yet."""
    for name in iter_file_names(storage):
        if MEDIA_FOLDER + name not in writer.files:
            add_media_file(writer, storage, name, work)


def add_media_file(writer: ArchiveWriter, storage: Storage, name: str, work: Path) -> None:
    """Add the file `name` of media, read to its end first: it may be deleted meanwhile."""
    with SpooledTemporaryFile(MEMORY_BYTES, dir=str(work)) as copy:
        try:
            fetch_media_file(storage, name, cast(BinaryIO, copy))
        except FileNotFoundError:
            return
        size = copy.tell()
        copy.seek(0)
        writer.add_file(MEDIA_FOLDER + name, cast(BinaryIO, copy), size)


def fetch_media_file(storage: Storage, name: str, target: BinaryIO) -> None:
    """Write the content of the file `name` of media to `target`. Raises OSError."""
    for attempt in range(STORE_TRIES):
        try:
            with storage.open(name) as file:
                for chunk in file.chunks(CHUNK_BYTES):
                    target.write(chunk)
        except ConnectionError:
            if attempt + 1 == STORE_TRIES:
                raise
            sleep(STORE_REST_SECONDS)
            target.seek(0)
            target.truncate()
        else:
            return


def add_database(writer: ArchiveWriter, snapshot: Path) -> None:
    """Add the database file `snapshot`, compressed; it is gone afterwards."""
    compressed = snapshot.with_suffix(".gz")
    with snapshot.open("rb") as source, gzip.open(compressed, "wb", COMPRESSION_LEVEL) as target:
        shutil.copyfileobj(source, target, CHUNK_BYTES)
    snapshot.unlink()
    with compressed.open("rb") as file:
        writer.add_file(DATABASE_NAME, file, compressed.stat().st_size)
