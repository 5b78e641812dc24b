"""Reading of files in folders that anybody may have filled, and that may change meanwhile."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

IGNORED_FOLDERS = {"node_modules", "__pycache__"}


@contextmanager
def open_regular_file(path: Path) -> Iterator[BufferedReader]:
    """Open the file at `path` to be read.

    What it is, is asked of what was opened: a name may stand for something else a moment
    later. A pipe would be waited for without end, and a device may never end. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123  (a descriptor)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe, a socket or a device, no file", str(path))
        yield file


def read_regular_file(path: Path, max_bytes: int | None = None) -> bytes:
    """Return what is in the file at `path`; with `max_bytes`, no more than its start. Raises OSError."""
    with open_regular_file(path) as file:
        return file.read(-1 if max_bytes is None else max_bytes)


def read_regular_text(path: Path, encoding: str, errors: str = "strict", max_bytes: int | None = None) -> str:
    """Return the text of the file at `path`, with line feeds. Raises OSError and UnicodeDecodeError."""
    text = read_regular_file(path, max_bytes).decode(encoding, errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def list_folder(folder: Path) -> list[Path]:
    """Return what the folder holds, sorted; nothing of one that is gone or closed to us."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder`, sorted, following no linked folder and entering no hidden one."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in IGNORED_FOLDERS
        )
        for name in sorted(names):
            yield Path(path, name)
