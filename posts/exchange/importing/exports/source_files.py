"""The files of an export: found, looked into, and put beside the posts that name them."""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from posts.exchange.importing.records.regular_files import read_regular_file, walk_files

HEAD_BYTES = 64 * 1024


def iter_source_files(source: Path, suffixes: Collection[str], depth: int = 3) -> Iterator[Path]:
    """Yield the file that `source` is, or the regular files with one of `suffixes` (".xml") that it holds.

    A file that was given by itself may be called anything; those of a folder are sorted by path.
    `depth`: how many folders deep they may be, counted from `source`.
    """
    if source.is_file():
        if not source.is_symlink():
            yield source
        return
    for path in walk_files(source):
        is_near = len(path.relative_to(source).parts) <= depth
        if is_near and path.suffix.lower() in suffixes and path.is_file() and not path.is_symlink():
            yield path


def read_file_head(path: Path, size: int = HEAD_BYTES) -> bytes:
    """Return the first bytes of a file; none of one that cannot be read."""
    try:
        return read_regular_file(path, size)
    except OSError:
        return b""


def place_file(file: Path, folder: Path, name: str) -> bool:
    """Put the regular file `file` at `name` below `folder`, without a copy where the disk allows that.

    Return whether it is there. Links are not followed: they may lead out of the export.
    """
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()) or file.is_symlink() or not file.is_file():
        return False
    if target.exists():
        return True
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, target)
        except OSError:
            shutil.copyfile(file, target)
    except OSError:
        return False
    return True
