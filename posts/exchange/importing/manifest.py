"""The manifest of an import: by which the next one knows, without reading a post, that nothing changed.

It holds a digest of every file of the folder, one of what else decides on the result (the program, its
settings, the posts as they are here), and what an import says that finds all of this again. A file is read
only where its size, its moments or its inode are others than they were, as in the index of Git.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import translation

from posts.exchange.importing.exports.converted import ConversionOptions
from posts.exchange.importing.exports.site import ExportSite
from posts.exchange.importing.records.regular_files import open_regular_file
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.transmission import TransmissionSite
from posts.exchange.importing.summary import ImportSummary
from posts.models import ImportManifest, ImportRecord

# What posts are read by; changed code may read them otherwise.
READER_FOLDERS = ("exchange", "rendering", "imaging", "literature", "models")
PACKAGE = Path(__file__).parents[2]
LEFT_OUT_FOLDERS = frozenset({".git", "node_modules"})
HASHED_SETTINGS = ("MEDIA_URL", "SITE_URL", "MATH_MACROS", "TIME_ZONE", "LANGUAGE_CODE", "FORCE_SCRIPT_NAME")
HASHED_RECORD_FIELDS = ("origin", "file_digest", "post_digest", "post_id", "written_paths")
HASHED_POST_FIELDS = ("version", "slug", "path", "language", "translation_of_id", "binned_at")

# By path below the folder: size, moments and inode; and the SHA-256 of the content.
FileStates = dict[str, list[Any]]


class UnlistedFolderError(Exception):
    """The files of a folder cannot be listed whole: there are links to folders, or other than files."""


class FolderManifest:
    """The manifest of `site` as its folder is now; `options` and `author` are those of the import."""

    def __init__(self, site: SourceSite, options: ConversionOptions, author: str) -> None:
        self.site = site
        self.environment = compute_hash(
            [site.name, str(site.selection), author, options.includes_outputs, translation.get_language()],
            [repr(getattr(settings, name, "")) for name in HASHED_SETTINGS],
            hash_code(),
        )
        self.key = compute_hash(str(site.root), str(site.selection))
        self.stored = ImportManifest.objects.filter(key=self.key).first()
        known = self.stored.files if self.stored else {}
        self.files = read_states(site.root, known)

    def find_summary(self) -> ImportSummary | None:
        """Return what the import says, if nothing has changed since the last one; else None."""
        stored = self.stored
        if stored is None or stored.environment != self.environment:
            return None
        if get_digests(stored.files) != get_digests(self.files) or stored.posts != hash_posts(self.site):
            return None
        if not all(map(default_storage.exists, stored.media)):
            return None
        if stored.files != self.files:
            ImportManifest.objects.filter(pk=stored.pk).update(files=self.files)
        return ImportSummary.from_json(self.site.root, stored.summary)

    def save(self, summary: ImportSummary) -> None:
        """Store that the folder is imported as it was when this was made; `summary` is of the next import.

        Nothing is stored where the folder changed meanwhile: what was read is not known then. A manifest
        that cannot be stored costs time, nothing else.
        """
        if not self.is_unchanged():
            return
        values = {
            "environment": self.environment,
            "files": self.files,
            "posts": hash_posts(self.site),
            "media": summary.media,
            "summary": summary.as_json(),
        }
        # Names of files may hold bytes that PostgreSQL refuses.
        with suppress(DatabaseError), transaction.atomic():
            ImportManifest.objects.update_or_create(key=self.key, defaults=values)

    def is_unchanged(self) -> bool:
        """Whether the folder is as it was when this was made."""
        try:
            return self.files == read_states(self.site.root, self.files)
        except (OSError, UnlistedFolderError):
            return False


def open_manifest(site: SourceSite, options: ConversionOptions, author: str) -> FolderManifest | None:
    """Return the manifest of `site`; None for one that has none: what is unpacked or converted first.

    Nor has an export of this software: whose posts these are says their `uid`, and no record here.
    """
    is_unpacked = site.work_folder is not None and site.root.is_relative_to(site.work_folder.parent)
    if isinstance(site, ExportSite | TransmissionSite) or is_unpacked or options.fetch_media:
        return None
    try:
        return FolderManifest(site, options, author)
    except (OSError, UnlistedFolderError):
        return None


def read_states(root: Path, known: FileStates) -> FileStates:
    """Return the states of all files below `root`. Raises OSError and UnlistedFolderError."""
    return {name: read_state(root / name, known.get(name)) for name in list_files(root)}


def list_files(root: Path) -> Iterator[str]:
    """Yield the paths of all files below `root`, as text. Raises UnlistedFolderError."""
    for place, folders, names in os.walk(root):
        here = Path(place)
        folders[:] = sorted(set(folders) - LEFT_OUT_FOLDERS)
        if any((here / name).is_symlink() for name in folders):
            raise UnlistedFolderError(place)
        yield from (str((here / name).relative_to(root)) for name in sorted(names))


def read_state(path: Path, known: list[Any] | None) -> list[Any]:
    """Return the state of a file; what is `known` of one that looks the same is taken over."""
    status = path.stat()
    signs = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
    if known and known[:-1] == signs:
        return known
    if not path.is_file():
        raise UnlistedFolderError(path)
    with open_regular_file(path) as file:
        return [*signs, hashlib.file_digest(file, "sha256").hexdigest()]


def get_digests(files: FileStates) -> dict[str, str]:
    return {name: state[-1] for name, state in files.items()}


def hash_posts(site: SourceSite) -> str:
    """Return a digest of what is here of the posts that were imported from folders with the site's name."""
    names = (*HASHED_RECORD_FIELDS, *(f"post__{name}" for name in HASHED_POST_FIELDS))
    records = ImportRecord.objects.filter(origin__startswith=f"{site.root.name}/").order_by("origin")
    return compute_hash(*records.values_list(*names))


@cache
def hash_code() -> str:
    """Return a digest of the program that reads posts."""
    files = sorted(file for folder in READER_FOLDERS for file in (PACKAGE / folder).rglob("*.py"))
    return compute_hash(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in files))


def compute_hash(*values: Any) -> str:
    """Return the SHA-256 of `values`, in hexadecimal."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()
