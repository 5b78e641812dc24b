"""Export of posts: yields every file once, media files after the first post that shows them.

`targets` writes them into a folder or an archive.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from posts.exchange.copies.standalone import build_standalone_html
from posts.exchange.exporting.document import (
    WrittenPaths,
    build_document,
    build_front_matter,
    build_path_fields,
    format_document,
    restore_written_paths,
    rewrite_media_links,
)
from posts.exchange.exporting.file_names import UniqueFileNames, clean_path_part
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS, ExportLayout, get_comments_name
from posts.exchange.exporting.media_placement import MediaPlacement
from posts.exchange.exporting.text_facts import collect_text_facts
from posts.exchange.markdown.addresses import WrittenAddress
from posts.models import Category, Post
from posts.models.cited_literature import list_cited_items


@dataclass(slots=True)
class ExportEntry:
    """A file of an export: its path, its content, and whether it is a post."""

    path: str
    data: bytes
    is_post: bool = False


def build_single_document(post: Post) -> str:
    """Return `post` as one Markdown file with front matter; addresses in media are those of the site."""
    return build_document(post, Category.objects.in_bulk(), lambda name: f"{settings.MEDIA_URL}{name}")


@dataclass
class PostExport:
    """An export of `posts`, a queryset. `missing` lists media files that could not be read."""

    posts: Any
    layout: ExportLayout = EXPORT_LAYOUTS["any"]
    missing: list[str] = field(default_factory=list)
    # Comments of old sites hold what their authors told its owner alone, such as addresses.
    with_comments: bool = False

    def __post_init__(self) -> None:
        self.names, self.media = UniqueFileNames(), MediaPlacement(self.layout)

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
            path = self.choose_path(post)
            self.media.begin_post(path)
            yield ExportEntry(path, self.build_text(post, parents).encode(), is_post=True)
            yield from self.iter_comment_entries(path)
            yield from self.iter_media_entries()

    def build_text(self, post: Post, parents: Mapping[int, Category]) -> str:
        """Return the file of `post`, whose path is chosen."""
        fields = dict(build_front_matter(post, parents, self.add_cover))
        fields |= {"has_math": post.has_math, "references": list_cited_items(post)}
        fields["has_numbered_sections"] = any(label["kind"] == "section" for label in post.labels)
        body = restore_written_paths(
            post.source, get_written_paths(post), self.media.place_as_written, self.rewrite_media
        )
        if self.layout.adapt_text:
            body = self.layout.adapt_text(body, collect_text_facts(post))
        return format_document(self.layout.select_fields(fields), body)

    def rewrite_media(self, text: str) -> str:
        return rewrite_media_links(text, self.media.add_copy)

    def add_cover(self, name: str) -> str | None:
        """Return the exported address of what the front matter shows: as written, where it can be."""
        for path in get_written_paths(self.post).get(name, ())[:1]:
            if self.media.place_as_written(name, WrittenAddress(path)):
                return path
        return self.media.add_copy(name)

    def choose_path(self, post: Post) -> str:
        """Return the path of the file of `post`; of a page, that of the page in the folder of pages."""
        parts = PurePosixPath((post.is_page and post.path) or post.slug).parts
        name = "/".join(map(clean_path_part, parts)) or clean_path_part(post.slug)
        fields = build_path_fields(post)
        bundle = self.layout.get_post_path(name, fields, is_bundle=True)
        written = get_written_paths(post)
        if written and self.media.has_own_folder(written, posixpath.dirname(bundle)):
            return self.names.get_free_name(bundle)
        return self.names.get_free_name(self.layout.get_post_path(name, fields))

    def build_page(self, post: Post) -> ExportEntry:
        """Return the page of `post` that stands alone, with its pictures in it."""
        text = build_standalone_html(
            post, urljoin(settings.SITE_URL or "http://localhost", post.get_absolute_url())
        )
        path = self.choose_path(post)
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
            "author__profile", "series", "translation_of", "parent", "imported"
        )
        if self.with_comments:
            posts = posts.select_related("imported_comments")
        posts = posts.prefetch_related(
            "tags", "redirects", "translated_as", "corrections", "citable_versions"
        )
        reads_html = self.layout.is_html or self.layout.adapt_text
        unread = ["excerpt", "toc", "text", *([] if reads_html else ["html"])]
        found: Iterator[Post] = posts.defer(*unread).iterator(chunk_size=100)
        return found

    def iter_media_entries(self) -> Iterator[ExportEntry]:
        """Yield the media files that the last post shows and no earlier one did."""
        for name, path, data in self.media.iter_pending():
            if path is None or data is None:
                self.missing.append(f"{self.post.slug}: {name}")
            else:
                yield ExportEntry(path, data)


def get_written_paths(post: Post) -> WrittenPaths:
    """Return the paths by which the author of an imported `post` showed the files that are in media now."""
    imported = getattr(post, "imported", None)
    return imported.written_paths if imported else {}
