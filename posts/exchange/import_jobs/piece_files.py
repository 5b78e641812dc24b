"""The file that an upload grows in."""

import os
from pathlib import Path


def write_piece(path: Path, offset: int, data: bytes) -> None:
    """Write `data` at `offset` of the file at `path`, in the place of whatever follows, and sync it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb", closefd=True) as file:  # noqa: PTH123  (a descriptor)
        file.truncate(offset)
        file.seek(offset)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
