"""Targets of an export: a folder, or a zip archive written as a stream."""

import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Generator, Iterable
from pathlib import Path

from django.utils import timezone

from posts.exchange.exporting.exporter import ExportEntry

FILE_WRITTEN, FILE_UNCHANGED, FILE_FAILED = "written", "unchanged", "failed"
COMPRESSIBLE_SUFFIXES = {".md", ".json", ".svg", ".txt", ".csv"}  # others are compressed already


class FolderTarget:
    """A folder; an existing file with other content is kept, unless `force`."""

    def __init__(self, root: Path, *, force: bool = False) -> None:
        self.root, self.force = root.resolve(), force
        self.counts: Counter[str] = Counter()
        self.reasons: list[str] = []

    def write_entry(self, entry: ExportEntry) -> None:
        """Write one file; count the outcome in `counts`, and keep the reason of a failure."""
        try:
            outcome = self._write_file(self.root / entry.path, entry.data)
        except OSError as error:
            outcome = FILE_FAILED
            self.reasons.append(f"{entry.path}: {error.strerror or error}")
        kind = "posts" if entry.is_post else "files"
        self.counts[f"{kind} {outcome}"] += 1

    def _write_file(self, path: Path, data: bytes) -> str:
        if not path.parent.resolve().is_relative_to(self.root):
            raise OSError("a link in the folder leads out of it")
        if path.exists() or path.is_symlink():
            if path.is_file() and path.read_bytes() == data:
                return FILE_UNCHANGED
            if not self.force or not path.is_file():
                raise FileExistsError("it is there already and differs; --force writes over it")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        return FILE_WRITTEN

    @property
    def failed_count(self) -> int:
        return sum(number for name, number in self.counts.items() if name.endswith(FILE_FAILED))


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".export-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class ArchiveBuffer:
    """A write-only file: holds what was written until `take_bytes` returns it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no buffer below."""

    def take_bytes(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def stream_archive(entries: Iterable[ExportEntry]) -> Generator[bytes, None, None]:
    """Yield a zip archive of `entries` in chunks, with one file in memory at a time."""
    buffer = ArchiveBuffer()
    now = timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(buffer, "w") as packed:  # type: ignore[call-overload]  # it only writes
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, now)
            info.external_attr = 0o644 << 16
            is_text = Path(entry.path).suffix.lower() in COMPRESSIBLE_SUFFIXES
            info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            packed.writestr(info, entry.data)
            yield buffer.take_bytes()
    yield buffer.take_bytes()
