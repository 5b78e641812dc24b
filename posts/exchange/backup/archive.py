"""The file: a tar of media, the database and a manifest, read and written one member after the other.

media/…                 as it is: pictures do not get smaller
database.sqlite3.gz     whatever the site's database, one of SQLite
keys.json               in an encrypted backup only
manifest.json           last: a file that was cut off has none
manifest.json.sha256
"""

import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from posts.exchange.backup.encryption import open_decrypting
from posts.exchange.backup.errors import BackupError, describe_error
from posts.exchange.backup.keys import AGE_HEADERS, is_encrypted

MEDIA_FOLDER = "media/"
DATABASE_NAME = "database.sqlite3.gz"
KEYS_NAME = "keys.json"
MANIFEST_NAME = "manifest.json"
MANIFEST_DIGEST_NAME = "manifest.json.sha256"
FORMAT_HEADER = "TRANSMISSION.format"  # of the tar, before its first member
FORMAT = 1  # a later one may differ in anything but this
FIXED_NAMES = frozenset({DATABASE_NAME, KEYS_NAME, MANIFEST_NAME, MANIFEST_DIGEST_NAME})
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the manifest says of a member: its size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class DigestReader:
    """Reads from `file`, and knows size and digest of what was read."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.size = 0
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.size += len(data)
        self.hash.update(data)
        return data

    def finish(self) -> StoredFile:
        """Read to the end; return what was there."""
        while self.read(CHUNK_BYTES):
            pass
        return StoredFile(self.size, self.hash.hexdigest())


class CountingFile:
    """Writes to a stream that may be a pipe, and knows how far it is, as tarfile wants it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0

    def write(self, data: bytes) -> int:
        written = self.stream.write(data)
        self.position += written
        return written

    def tell(self) -> int:
        return self.position


class ArchiveWriter:
    """Adds members to the tar in `stream`; `files` has what was added, by name."""

    def __init__(self, stream: BinaryIO, now: float) -> None:
        headers = {FORMAT_HEADER: str(FORMAT)}
        target: Any = CountingFile(stream)
        self.tar = tarfile.TarFile(fileobj=target, mode="w", format=tarfile.PAX_FORMAT, pax_headers=headers)
        self.now = now
        self.files: dict[str, StoredFile] = {}

    def add_file(self, name: str, file: BinaryIO, size: int) -> None:
        """Add `size` bytes of `file` as the member `name`. Raises OSError where it has fewer."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self.now)
        reader = DigestReader(file)
        self.tar.addfile(info, reader)
        self.files[name] = StoredFile(size, reader.hash.hexdigest())
        # It would keep each for a list that nobody asks for.
        self.tar.members = []  # type: ignore[attr-defined]

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add_file(name, io.BytesIO(content), len(content))

    def close(self) -> None:
        self.tar.close()


def iter_members(stream: BinaryIO) -> Iterator[tuple[str, DigestReader]]:
    """Yield name and content of each member of the tar in `stream`.

    Raises BackupError for what we would never have written: links, devices, paths that lead outside,
    a name twice, a member of no known name; and for a tar that is none of ours, or of a later format.
    """
    seen: set[str] = set()
    with tarfile.open(fileobj=stream, mode="r|", format=tarfile.PAX_FORMAT) as tar:
        ensure_known_format(tar.pax_headers.get(FORMAT_HEADER, ""))
        for info in tar:
            ensure_expected(info, seen)
            seen.add(info.name)
            yield info.name, DigestReader(tar.extractfile(info))
            tar.members = []  # type: ignore[attr-defined]


def ensure_known_format(number: str) -> None:
    """Raise BackupError unless `number` is a format that can be read."""
    if not number.isdecimal():
        raise BackupError("The backup is a tar file, and no backup of this site.")
    if int(number) > FORMAT:
        raise BackupError(
            "The backup was made by a newer version, in a format that this one does not know. "
            "Install that version or a later one, and restore with it."
        )


def ensure_expected(info: tarfile.TarInfo, seen: set[str]) -> None:
    """Raise BackupError unless `info` is a file that a backup may have, which is not among those `seen`."""
    path = info.name.removeprefix(MEDIA_FOLDER)
    is_media = info.name.startswith(MEDIA_FOLDER) and is_safe_path(path)
    if not info.isreg() or not (is_media or info.name in FIXED_NAMES):
        raise BackupError(
            f"The backup holds {info.name!r}, which no backup of this site has. Nothing was taken from it."
        )
    if info.name in seen:
        raise BackupError(f"The backup holds {info.name!r} twice. Nothing was taken from it.")


def is_safe_path(path: str) -> bool:
    """Whether `path`, with slashes, stays below the folder that it is put in."""
    return "\0" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))


@contextmanager
def open_backup(path: Path, identities: Any = ()) -> Iterator[BinaryIO]:
    """Yield the tar in the backup `path`, decrypted where it is encrypted. Raises BackupError."""
    try:
        with path.open("rb") as file:
            head = file.read(max(map(len, AGE_HEADERS)))
            file.seek(0)
            if not is_encrypted(head):
                yield file
                return
            if not identities:
                raise BackupError("The backup is encrypted: add --identity FILE with the secret key.")
            with open_decrypting(file, identities) as stream:
                yield stream
                while stream.read(CHUNK_BYTES):
                    pass
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(
            f"The backup is damaged, cut off, or no backup: {describe_error(error)}."
        ) from error
    except OSError as error:
        raise BackupError(f"The backup cannot be read: {describe_error(error, path)}.") from error
