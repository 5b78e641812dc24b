"""Where the media files of an export go: each once into its media folder, or where their author had them.

An imported post remembers by which paths its author showed the files that are in media now. Where such a path
leads from the exported post, the same file is put, and the text names it as its author did.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

from posts.exchange.exporting.file_names import (
    IMPORTED_MEDIA_FOLDER,
    UniqueFileNames,
    build_imported_name,
    clean_media_path,
)
from posts.exchange.exporting.layouts import ExportLayout
from posts.exchange.markdown.addresses import WrittenAddress

DIGEST_LENGTH = 12  # of the digest in the name of an imported file


@dataclass
class MediaPlacement:
    """The media files that an export in `layout` holds. `begin_post` comes before those of a post."""

    layout: ExportLayout
    names: UniqueFileNames = field(default_factory=UniqueFileNames)
    # The path below the export's media folder, by name in media; None for missing files.
    copies: dict[str, str | None] = field(default_factory=dict)
    # The name in media of every file that is where its author had it, by its path in the export.
    placed: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    # The folders of those, without case: no file can have their paths.
    folders: set[str] = field(default_factory=set)
    # Names in media with paths in the export, None for missing ones, since the post began.
    pending: list[tuple[str, str | None]] = field(default_factory=list)
    post_folder: str = ""

    def begin_post(self, path: str) -> None:
        """Take the files of the post at `path` from here on."""
        self.post_folder, self.pending = posixpath.dirname(path), []

    def add_copy(self, name: str) -> str | None:
        """Plan a copy of the media file `name`; return its exported address, None where it is missing."""
        if name not in self.copies:
            self.copies[name] = path = self.names.get_free_name(name) if is_in_media(name) else None
            self.pending.append((name, path and f"{self.layout.media_folder}/{path}"))
        if not (path := self.copies[name]):
            return None
        if not self.layout.media_address:
            return posixpath.relpath(f"{self.layout.media_folder}/{path}", self.post_folder or ".")
        return f"{self.layout.media_address}{path}"

    def place_as_written(self, name: str, written: WrittenAddress) -> bool:
        """Plan a copy of the media file `name` where `written` leads to; return whether it can be there."""
        path = self.find_place(name, written, self.post_folder)
        if path is None:
            return False
        if path not in self.placed:
            self.placed[path], self.spellings[path.casefold()] = name, path
            self.folders.update(list_folders(path))
            self.pending.append((name, path))
        return True

    def find_place(self, name: str, written: WrittenAddress, folder: str) -> str | None:
        """Return the path that `written` in a post in `folder` leads to; None where `name` cannot be there.

        It can where every file system accepts the path, no other file has it, and an import gives the file
        at this path the name that it has here.
        """
        path = resolve_written_path(written, folder, self.layout)
        if path is None or not has_imported_name(name, path) or not is_in_media(name):
            return None
        if self.spellings.get(path.casefold(), path) != path or self.placed.get(path, name) != name:
            return None
        if path.casefold() in self.folders or any(folder in self.spellings for folder in list_folders(path)):
            return None
        return path

    def has_own_folder(self, written_paths: Mapping[str, Sequence[str]], folder: str) -> bool:
        """Whether a post with files at `written_paths` is put into `folder`, which holds them."""
        if not self.layout.keeps_relative_paths:
            return False
        found = (
            (self.find_place(name, WrittenAddress(path), folder), path)
            for name, paths in written_paths.items()
            for path in paths
        )
        return any(
            place and place.startswith(f"{folder}/") and not path.startswith("/") for place, path in found
        )

    def iter_pending(self) -> Iterator[tuple[str, str | None, bytes | None]]:
        """Yield name in media, path in the export and content of the files that came with the post."""
        for name, path in self.pending:
            yield name, path, read_media(name) if path else None
        self.pending = []


def resolve_written_path(written: WrittenAddress, folder: str, layout: ExportLayout) -> str | None:
    """Return the path in the export that `written` in a post in `folder` leads to; None for none."""
    local = written.local_path
    if not local or not written.is_whole:
        return None
    if local.startswith("/"):
        if layout.static_folder is None:
            return None
        path = posixpath.normpath(posixpath.join(layout.static_folder, local.lstrip("/")))
    elif layout.keeps_relative_paths:
        path = posixpath.normpath(posixpath.join(folder, local))
    else:
        return None
    is_hidden = any(part.startswith(layout.hidden_marks) for part in path.split("/"))
    is_taken = path.startswith(f"{layout.media_folder}/")
    return None if is_hidden or is_taken or clean_media_path(path) != path else path


def list_folders(path: str) -> list[str]:
    """Return the paths of the folders that the file at `path` is in, without case."""
    return [str(folder) for folder in PurePosixPath(path.casefold()).parents][:-1]


def has_imported_name(name: str, path: str) -> bool:
    """Whether `name` is what an import calls the media file that it finds at `path`."""
    place = PurePosixPath(path)
    folder, _, file_name = name.partition("/")
    expected = build_imported_name(file_name[:DIGEST_LENGTH], place.stem, place.suffix.lower())
    return folder == IMPORTED_MEDIA_FOLDER and name == expected


def is_in_media(name: str) -> bool:
    """Whether media holds a file called `name`."""
    try:
        return ".." not in PurePosixPath(name).parts and default_storage.exists(name)
    except (SuspiciousOperation, OSError, ValueError):
        return False


def read_media(name: str) -> bytes | None:
    """Return the bytes of the media file `name`; None where it cannot be read."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return None
