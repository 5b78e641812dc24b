"""The folder of a sync: its files as they were read, and writing that never hits what changed since."""

import hashlib
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from posts.exchange.exporting.file_names import clean_media_path
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS, EXPORT_MARKER
from posts.exchange.exporting.media_placement import read_media
from posts.exchange.exporting.targets import write_atomically
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.exchange.importing.records.text_files import MAX_POST_FILE_BYTES
from posts.exchange.importing.sites.transmission import TransmissionSite
from posts.exchange.syncing.documents import find_uid
from posts.models import Post

REMOVED_FOLDER = ".transmission/removed"
# What a folder may hold before it is one of ours.
HARMLESS_NAMES = ("readme", "license", "licence")


class SyncError(Exception):
    """The folder cannot follow the site; the message says why."""


@dataclass(slots=True)
class FolderFile:
    """A file of the folder as it was read."""

    path: str
    data: bytes
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class SyncFolder:
    """A folder in the layout of exports. Raises SyncError for one that holds something else."""

    root: Path
    layout = EXPORT_LAYOUTS["any"]
    files: dict[str, FolderFile] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        if self.root.exists() and not self.root.is_dir():
            raise SyncError(f"{self.root} is no folder.")

    def prepare(self) -> None:
        """Make it a folder of ours. Raises SyncError where it is something else."""
        marker = self.root / EXPORT_MARKER
        if marker.is_file():
            return
        names = os.listdir(self.root) if self.root.exists() else []  # noqa: PTH208
        if any(not name.startswith((".", *HARMLESS_NAMES)) for name in map(str.lower, names)):
            raise SyncError(
                f"{self.root} holds something, and is no export. Import it, or name an empty folder."
            )
        # Without it, whatever lies in the folder would be taken for posts.
        (self.root / self.layout.posts_folder).mkdir(parents=True, exist_ok=True)
        write_atomically(marker, b'{"version": 1}\n')

    def read(self) -> None:
        """Read every post of the folder."""
        site = TransmissionSite(self.root, self.root)
        for path in site.iter_post_files() if self.root.exists() else ():
            name = path.relative_to(self.root).as_posix()
            try:
                if not site.contains_file(path):
                    raise OSError("a link that leads out of the folder")
                data = read_regular_file(path, MAX_POST_FILE_BYTES + 1)
                if len(data) > MAX_POST_FILE_BYTES:
                    raise OSError("the file is too big")
                self.files[name] = FolderFile(name, data, data.decode("utf-8-sig"))
            except (OSError, UnicodeDecodeError) as error:
                self.unreadable[name] = str(getattr(error, "strerror", None) or error)

    def find_files_by_uid(self) -> dict[UUID, list[FolderFile]]:
        found: dict[UUID, list[FolderFile]] = defaultdict(list)
        for file in self.files.values():
            if uid := find_uid(file.text):
                found[uid].append(file)
        return found

    def choose_path(self, post: Post, taken: set[str]) -> str:
        """Return a free path for the file of `post`, and take it. No two differ in case alone."""
        number = 1
        folder = self.layout.pages_folder if post.is_page else self.layout.posts_folder
        wanted = (post.is_page and post.path) or post.slug
        while True:
            name = wanted if number == 1 else f"{wanted}-{number}"
            path = f"{folder}/{clean_media_path(f'{name}.md')}"
            if path.casefold() not in taken and not (self.root / path).exists():
                taken.add(path.casefold())
                return path
            number += 1

    def has_changed(self, path: str, read: bytes | None) -> bool:
        """Whether the file at `path` is no longer what was `read`; None for no file."""
        try:
            return (self.root / path).read_bytes() != read
        except FileNotFoundError:
            return read is not None

    def write(self, path: str, text: str) -> None:
        """Write a post. Raises OSError."""
        target = self.root / path
        if not target.parent.resolve().is_relative_to(self.root):
            raise OSError("a link in the folder leads out of it")
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, text.encode())

    def write_media(self, name: str, address: str) -> None:
        """Write the media file `name`, which documents show at `address`, if it is not there."""
        target = self.root / self.layout.media_folder / address
        data = None if target.exists() else read_media(name)
        if data is None:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)

    def remove(self, path: str) -> None:
        """Put a file aside, into a hidden folder where it can be found again."""
        target = self.root / REMOVED_FOLDER / path
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{Path(path).stem}-{number}{Path(path).suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        # No repository is to have them twice.
        (self.root / ".transmission" / ".gitignore").write_text("*\n")
        (self.root / path).replace(target)
