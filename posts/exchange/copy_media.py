"""Copy of all media files into another storage; each is read back and compared."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from django.core.files.storage import Storage

CONCURRENT_COPIES = 8  # files at a time; most of the time they wait for the network


def copy_files(source: Storage, target: Storage, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Copy the files `names`; yield the name of each with an error message, "" where it is correct.

    A file with the same content is not copied again; one with other content is replaced.
    """
    with ThreadPoolExecutor(CONCURRENT_COPIES) as executor:
        yield from executor.map(partial(copy_and_compare, source, target), names)


def copy_and_compare(source: Storage, target: Storage, name: str) -> tuple[str, str]:
    """Copy one file where it differs, and compare; return its name and an error message or ""."""
    try:
        wanted = digest_file(source, name)
        if digest_if_present(target, name) != wanted:
            replace_file(source, target, name)
            if digest_file(target, name) != wanted:
                return name, "what arrived is not what was sent"
    except OSError as error:
        return name, str(error)
    return name, ""


def iter_file_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of every file in `storage`, below `folder`."""
    folders: list[str] = []
    files: list[str] = []
    # Without any upload the folder does not exist.
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
    below = f"{folder}/" if folder else ""
    yield from (f"{below}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from iter_file_names(storage, f"{below}{name}")


def replace_file(source: Storage, target: Storage, name: str) -> None:
    """Copy the file `name`, in place of one that the target has."""
    target.delete(name)
    with source.open(name) as file:
        target.save(name, file)


def digest_if_present(storage: Storage, name: str) -> str:
    """Return the digest of the file `name`; "" where there is none."""
    return digest_file(storage, name) if storage.exists(name) else ""


def digest_file(storage: Storage, name: str) -> str:
    """Return the SHA-256 of the file `name`, in hexadecimal."""
    found = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest()
