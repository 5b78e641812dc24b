"""Where an export goes: a folder, or an archive, which may be on its way to somebody."""

import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import timezone

from posts.exchange.exporting.exporter import ExportEntry

WRITTEN, UNCHANGED, FAILED = "written", "unchanged", "failed"
COMPRESSIBLE_SUFFIXES = {".md", ".json", ".svg", ".txt", ".csv"}  # the others are it already


class FolderTarget:
    """A folder; a file that is there already and differs is kept, unless `force`."""

    def __init__(self, root: Path, *, force: bool = False) -> None:
        self.root, self.force = root.resolve(), force
        self.counts: Counter[str] = Counter()
        self.reasons: list[str] = []

    def write_entry(self, entry: ExportEntry) -> None:
        """Write one file, and remember what became of it."""
        try:
            outcome = self._write_file(self.root / entry.path, entry.data)
        except OSError as error:
            outcome = FAILED
            self.reasons.append(f"{entry.path}: {error.strerror or error}")
        kind = "posts" if entry.is_post else "files"
        self.counts[f"{kind} {outcome}"] += 1

    def _write_file(self, path: Path, data: bytes) -> str:
        if not path.parent.resolve().is_relative_to(self.root):
            raise OSError("a link in the folder leads out of it")
        if path.exists() or path.is_symlink():
            if path.is_file() and path.read_bytes() == data:
                return UNCHANGED
            if not self.force or not path.is_file():
                raise FileExistsError("it is there already and differs; --force writes over it")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        return WRITTEN

    @property
    def failed_count(self) -> int:
        return sum(number for name, number in self.counts.items() if name.endswith(FAILED))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever finds half of it."""
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
    """What was put into an archive and not taken away yet."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is at hand at once."""

    def take_bytes(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def stream_archive(entries: Iterable[ExportEntry]) -> Iterator[bytes]:
    """Yield an archive of `entries` piece by piece, holding no more than one file at a time."""
    sink = ArchiveBuffer()
    now = timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as packed:  # type: ignore[call-overload]  # it only writes
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, now)
            info.external_attr = 0o644 << 16
            is_text = Path(entry.path).suffix.lower() in COMPRESSIBLE_SUFFIXES
            info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            packed.writestr(info, entry.data)
            yield sink.take_bytes()
    yield sink.take_bytes()
