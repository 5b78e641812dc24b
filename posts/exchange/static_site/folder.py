"""The folder of an exported site: what the last run wrote there, and writing only what differs.

Beside the site it has `.export-site`, with the hashes of all files, a journal of a run that was broken off,
and what web servers are told; its presence says that the folder is ours.
"""

import fcntl
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from django.conf import settings

EXPORT_FOLDER = ".export-site"
MANIFEST, JOURNAL, LOCK, PARTS = "manifest.json", "journal", "lock", "parts"
# What a folder without an export of ours may hold: a checkout of a pages host, and its settings.
ACCEPTED_NAMES = frozenset({".git", ".gitignore", "CNAME", "lost+found"})
MANIFEST_VERSION = 1


class ExportFolderError(Exception):
    """The folder cannot be written to; the text says why, and what to do."""


class SiteFolder:
    """The folder at `root`, held by this run between `open` and `close`."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.own = self.root / EXPORT_FOLDER
        self.lock: IO[str] | None = None
        # The hash of each file, by its path: of the last complete run, and of this one.
        self.earlier: dict[str, str] = {}
        self.files: dict[str, str] = {}

    def open(self) -> None:
        """Begin a run. Raises ExportFolderError where the folder is not ours, or another run has it."""
        refuse_folder(self.root)
        try:
            (self.own / PARTS).mkdir(parents=True, exist_ok=True)
            self.lock = (self.own / LOCK).open("w")
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportFolderError(f"Another run is writing to {self.root}.") from None
        except OSError as error:
            raise ExportFolderError(f"{self.root} cannot be written: {error.strerror}.") from error
        self.earlier = self.read_manifest()
        for part in (self.own / PARTS).iterdir():
            part.unlink(missing_ok=True)  # of a run that was killed

    def read_manifest(self) -> dict[str, str]:
        """Return the hashes of what earlier runs wrote; "" for a file of one that was broken off."""
        files: dict[str, str] = {}
        with suppress(OSError):
            names = (self.own / JOURNAL).read_text().splitlines()
            files.update(dict.fromkeys(names, ""))
        with suppress(OSError, ValueError, AttributeError):
            files.update(json.loads((self.own / MANIFEST).read_text())["files"])
        return files

    def announce(self, paths: Iterable[str]) -> None:
        """Note that this run will write files at `paths`, so that a later one can delete them."""
        new = [path for path in paths if path not in self.earlier and "\n" not in path]
        if new:
            with (self.own / JOURNAL).open("a") as file:
                file.writelines(f"{path}\n" for path in new)

    def delete_gone(self) -> list[str]:
        """Delete the files of earlier runs that this one did not make, and folders that are empty then."""
        gone = sorted(self.earlier.keys() - self.files.keys())
        for path in gone:
            delete_file(self.root, path)
        return gone

    def finish(self) -> None:
        """Store the hashes of this run, which then is complete."""
        manifest = {"version": MANIFEST_VERSION, "files": dict(sorted(self.files.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=0)
        write_file(self.root, f"{EXPORT_FOLDER}/{MANIFEST}", text.encode())
        (self.own / JOURNAL).unlink(missing_ok=True)

    def close(self) -> None:
        if self.lock:
            self.lock.close()


def refuse_folder(root: Path) -> None:
    """Raise ExportFolderError for a folder that the site must not be written to."""
    for name, kept in list_kept_folders():
        if root == kept or kept in root.parents or root in kept.parents:
            raise ExportFolderError(f"{root} and {kept}, which is {name}, would mix. Name another folder.")
    if not root.exists():
        return
    if not root.is_dir():
        raise ExportFolderError(f"{root} is a file. Name a folder.")
    if (root / EXPORT_FOLDER).is_dir():
        return
    others = sorted(path.name for path in root.iterdir() if path.name not in ACCEPTED_NAMES)
    if others:
        raise ExportFolderError(
            f"{root} holds other things, such as {others[0]}. Name an empty folder, or one that it made."
        )


def list_kept_folders() -> list[tuple[str, Path]]:
    """Return the folders of the site itself, each with what it is."""
    folders = [("the folder of media", settings.MEDIA_ROOT), ("that of static files", settings.STATIC_ROOT)]
    code = Path(settings.BASE_DIR)
    folders += [("code", code / name) for name in ("config", "posts", "static", "templates", ".git")]
    return [(name, Path(folder).resolve()) for name, folder in folders if folder]


def hash_content(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def write_file(root: Path, path: str, data: bytes) -> bool:
    """Make `data` the file at `path` below `root`, at once; return False if it was that. Raises OSError."""
    target = prepare_target(root, path)
    if is_same_file(target, data):
        return False
    part = get_part(root)
    try:
        part.write_bytes(data)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return True


def copy_file(root: Path, path: str, source: Path, *, link: bool) -> bool:
    """Make the file at `source` that at `path`, as the same file if `link`; return False if it was there.

    A name in media never has another content. Raises OSError.
    """
    target = prepare_target(root, path)
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return False
    part = get_part(root)
    try:
        if link:
            os.link(source, part)
        else:
            shutil.copyfile(source, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return True


def prepare_target(root: Path, path: str) -> Path:
    """Return where the file at `path` is, in a folder that is there. Raises OSError."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(root):
        raise OSError(0, "a link in the folder leads out of it")
    return target


def get_part(root: Path) -> Path:
    """Return the path at which this process writes a file before it has its name."""
    return root / EXPORT_FOLDER / PARTS / str(os.getpid())


def is_same_file(path: Path, data: bytes) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    return path.stat().st_size == len(data) and path.read_bytes() == data


def delete_file(root: Path, path: str) -> None:
    """Delete the file at `path`, and the folders above it that are empty then."""
    target = root / path
    with suppress(OSError):
        if target.parent.resolve().is_relative_to(root):
            target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == root:
                break
            folder.rmdir()  # raises OSError where it is not empty


def count_outcomes(reports: Iterable[Any]) -> Counter[str]:
    """Return how many of `reports` have each outcome."""
    return Counter(report.outcome for report in reports)
