"""Export: posts to Markdown with the pictures they show, into a folder or an archive.

Everything goes through one walk, which yields each file once, pictures behind
the first post that shows them. Where it goes to is somebody else's affair.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

from posts.exchange.exporting.document import MEDIA, document
from posts.exchange.exporting.layouts import LAYOUTS, Layout
from posts.models import Category, Post

# What Windows does not let a file be called, and what ends no name there.
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """A file of an export: its path, its content, and whether it is a post."""

    path: str
    data: bytes
    is_post: bool = False


class Names:
    """Gives each thing a name that every file system takes, and no two ones that differ by case alone."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def free(self, path: str) -> str:
        parts = [safe(part) for part in PurePosixPath(path).parts if part not in {"/", ".", ".."}]
        wanted = PurePosixPath(*parts or ["file"])
        found, number = wanted, 1
        while str(found).casefold() in self.taken:
            number += 1
            found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        self.taken.add(str(found).casefold())
        return str(found)


def safe(part: str) -> str:
    """Return a part of a path without what some system forbids."""
    part = FORBIDDEN.sub("-", unicodedata.normalize("NFC", part)).rstrip(". ").lstrip(" ")
    return f"_{part}" if not part.strip("-.") or RESERVED.fullmatch(part) else part


@dataclass
class Export:
    """Posts on their way out; what was missing is noted on the way."""

    posts: Any
    layout: Layout = LAYOUTS["any"]
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names, self.media_names = Names(), Names()
        # By name in media: the path below the folder of media.
        self.copies: dict[str, str | None] = {}
        self.waiting: list[str] = []

    def entries(self, progress: Callable[[Iterable[Post]], Iterable[Post]] = iter) -> Iterator[Entry]:
        """Yield every file, each once."""
        if self.layout.mark:
            yield Entry(self.layout.mark, b'{"version": 1}\n')
        parents = Category.objects.in_bulk()
        for post in progress(self.fetch()):
            self.post = post
            text = self.layout.adapt(document(post, parents, self.copy))
            path = self.names.free(f"{post.slug}.md")
            yield Entry(f"{self.layout.posts}/{path}", text.encode(), is_post=True)
            yield from self.pictures()

    def fetch(self) -> Iterator[Post]:
        """Return the posts with everything that is written of them, at the same few queries for all."""
        posts = self.posts.order_by("pk").select_related("author__profile", "series", "translation_of")
        posts = posts.prefetch_related("tags", "redirects", "translated_as")
        found: Iterator[Post] = posts.defer("html", "excerpt", "toc", "text").iterator(chunk_size=100)
        return found

    def copy(self, name: str) -> str | None:
        """Return the address of the copy of the file `name` in media, which is yielded later on."""
        if name not in self.copies:
            self.copies[name] = self.media_names.free(name) if is_there(name) else None
            self.waiting.append(name)
        path = self.copies[name]
        return f"{MEDIA}{path}" if path else None

    def pictures(self) -> Iterator[Entry]:
        """Yield what the post just written shows, if no other one did before."""
        for name in self.waiting:
            data = read(name) if self.copies[name] else None
            if data is None:
                self.missing.append(f"{self.post.slug}: {name}")
            else:
                yield Entry(f"{self.layout.media}/{self.copies[name]}", data)
        self.waiting = []


def is_there(name: str) -> bool:
    try:
        return ".." not in PurePosixPath(name).parts and default_storage.exists(name)
    except (SuspiciousOperation, OSError, ValueError):
        return False


def read(name: str) -> bytes | None:
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return None
