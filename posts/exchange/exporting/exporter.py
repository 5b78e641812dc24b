"""Export of posts: yields every file once, media files after the first post that shows them.

`targets` writes them into a folder or an archive.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

from posts.exchange.copies.standalone import build_standalone_html
from posts.exchange.exporting.document import (
    build_document,
    build_front_matter,
    format_document,
    rewrite_media_links,
)
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS, ExportLayout, get_comments_name
from posts.models import Category, Post

# Characters and names that Windows does not allow for files.
FORBIDDEN_CHARACTERS = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
RESERVED_FILE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(slots=True)
class ExportEntry:
    """A file of an export: its path, its content, and whether it is a post."""

    path: str
    data: bytes
    is_post: bool = False


def build_single_document(post: Post) -> str:
    """Return `post` as one Markdown file with front matter; addresses in media are those of the site."""
    return build_document(post, Category.objects.in_bulk(), lambda name: f"{settings.MEDIA_URL}{name}")


class UniqueFileNames:
    """Makes file names that every file system accepts, no two of which differ in case alone."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def get_free_name(self, path: str) -> str:
        """Return `path`, cleaned and numbered where its name is taken already."""
        wanted = PurePosixPath(clean_media_path(path))
        found, number = wanted, 1
        while str(found).casefold() in self.taken:
            number += 1
            found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        self.taken.add(str(found).casefold())
        return str(found)


def clean_media_path(path: str) -> str:
    """Return a relative path like `path` that every file system accepts."""
    parts = [clean_path_part(part) for part in PurePosixPath(path).parts if part not in {"/", ".", ".."}]
    return str(PurePosixPath(*parts or ["file"]))


def clean_path_part(part: str) -> str:
    """Return a part of a path without characters and names that some system forbids."""
    part = FORBIDDEN_CHARACTERS.sub("-", unicodedata.normalize("NFC", part)).rstrip(". ").lstrip(" ")
    return f"_{part}" if not part.strip("-.") or RESERVED_FILE_NAMES.fullmatch(part) else part


@dataclass
class PostExport:
    """An export of `posts`, a queryset. `missing` lists media files that could not be read."""

    posts: Any
    layout: ExportLayout = EXPORT_LAYOUTS["any"]
    missing: list[str] = field(default_factory=list)
    # Comments of old sites hold what their authors told its owner alone, such as addresses.
    with_comments: bool = False

    def __post_init__(self) -> None:
        self.names, self.media_names = UniqueFileNames(), UniqueFileNames()
        # The path below the export's media folder, by name in media; None for missing files.
        self.copies: dict[str, str | None] = {}
        self.pending_copies: list[str] = []

    def iter_entries(
        self, progress: Callable[[Iterable[Post]], Iterable[Post]] = iter
    ) -> Iterator[ExportEntry]:
        """Yield every file once. `progress` may wrap the posts in a progress bar."""
        if self.layout.marker:
            yield ExportEntry(self.layout.marker, b'{"version": 1}\n')
        parents = Category.objects.in_bulk()
        for post in progress(self.fetch_posts()):
            self.post = post
            if self.layout.is_html:
                yield self.build_page(post)
                continue
            fields = dict(build_front_matter(post, parents, self.add_copy)) | {"has_math": post.has_math}
            body = self.layout.adapt_text(rewrite_media_links(post.source, self.add_copy))
            text = format_document(self.layout.select_fields(fields), body)
            path = self.choose_path(post, fields)
            yield ExportEntry(path, text.encode(), is_post=True)
            yield from self.iter_comment_entries(path)
            yield from self.iter_media_entries()

    def choose_path(self, post: Post, fields: Mapping[str, Any]) -> str:
        """Return the path of the file of `post`; of a page, that of the page in the folder of pages."""
        parts = PurePosixPath((post.is_page and post.path) or post.slug).parts
        name = "/".join(map(clean_path_part, parts)) or clean_path_part(post.slug)
        return self.names.get_free_name(self.layout.get_post_path(name, fields))

    def build_page(self, post: Post) -> ExportEntry:
        """Return the page of `post` that stands alone, with its pictures in it."""
        text = build_standalone_html(
            post, urljoin(settings.SITE_URL or "http://localhost", post.get_absolute_url())
        )
        path = self.choose_path(post, {"kind": "page"} if post.is_page else {})
        return ExportEntry(path, text.encode(), is_post=True)

    def iter_comment_entries(self, path: str) -> Iterator[ExportEntry]:
        """Yield the file of the comments that came with the last post, whose file is at `path`."""
        found = getattr(self.post, "imported_comments", None) if self.with_comments else None
        if found and found.comments:
            text = json.dumps(found.comments, ensure_ascii=False, indent=1)
            yield ExportEntry(get_comments_name(path), f"{text}\n".encode())

    def fetch_posts(self) -> Iterator[Post]:
        """Return the posts with all that is exported, in a fixed number of queries for each hundred."""
        posts = self.posts.order_by("pk").select_related(
            "author__profile", "series", "translation_of", "parent"
        )
        if self.with_comments:
            posts = posts.select_related("imported_comments")
        posts = posts.prefetch_related("tags", "redirects", "translated_as")
        unread = ["excerpt", "toc", "text", *([] if self.layout.is_html else ["html"])]
        found: Iterator[Post] = posts.defer(*unread).iterator(chunk_size=100)
        return found

    def add_copy(self, name: str) -> str | None:
        """Plan a copy of the media file `name`; return its exported address, None where it is missing."""
        if name not in self.copies:
            self.copies[name] = self.media_names.get_free_name(name) if is_in_media(name) else None
            self.pending_copies.append(name)
        path = self.copies[name]
        return f"{self.layout.media_address}{path}" if path else None

    def iter_media_entries(self) -> Iterator[ExportEntry]:
        """Yield the media files that the last post shows and no earlier one did."""
        for name in self.pending_copies:
            data = read_media(name) if self.copies[name] else None
            if data is None:
                self.missing.append(f"{self.post.slug}: {name}")
            else:
                yield ExportEntry(f"{self.layout.media_folder}/{self.copies[name]}", data)
        self.pending_copies = []


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
