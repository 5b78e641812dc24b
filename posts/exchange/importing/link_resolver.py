"""Links and images of imported posts, led to their new addresses."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from django.urls import reverse

from posts.exchange.importing import media_import
from posts.exchange.importing.media_import import MediaImporter, MediaRejectedError
from posts.exchange.importing.records.file_types import (
    ATTACHMENT_SUFFIXES,
    IMAGE_SUFFIXES,
    MARKDOWN_SUFFIXES,
    NOTEBOOK_SUFFIX,
)
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import get_bare_name
from posts.exchange.markdown.addresses import WrittenAddress, rewrite_addresses
from posts.models import Redirect
from posts.models.page_path import get_page_url

BARE_ADDRESS = re.compile(
    r"(?P<before>)(?:<(?P<to>https?://[^\s<>]+)>|^(?P<line>https?://[^\s<>]+)$)", re.MULTILINE
)
ADDRESS_DELIMITER = re.compile(r"[\s()<>\"'\\]")
MISSING_FILE_NOTE, KEPT_LINK_NOTE, REMOTE_IMAGE_COUNT = (
    "picture or file missing",
    "link kept",
    "pictures on other sites, left there",
)


class LinkResolver:
    """Finds posts by file, old address and name, and files by path; rewrites links to them."""

    def __init__(self, site: SourceSite, records: Sequence[PostRecord], media: MediaImporter) -> None:
        self.site, self.media = site, media
        self.by_path: dict[Path, PostRecord] = {}
        self.by_address: dict[str, PostRecord] = {}
        self.by_name: dict[str, PostRecord] = {}
        self.by_url = {get_post_url(record): record for record in records}
        for record in records:
            self._index_record(record)

    def _index_record(self, record: PostRecord) -> None:
        self.by_path.setdefault(record.path.resolve(), record)
        for address in record.addresses:
            self.by_address.setdefault(Redirect.normalise_path(address).lower(), record)
        for name in iter_post_names(record):
            self.by_name.setdefault(name, record)

    # Posts ------------------------------------------------------------------------

    def find_title(self, name: str, record: PostRecord) -> str | None:
        """Return the title of the post that a shortcode or wiki link calls `name`, or None."""
        target = self.find_by_name(name)
        return target.title if target else None

    def find_by_name(self, name: str) -> PostRecord | None:
        """Return the post called `name`: its file, path, slug or title."""
        name = normalize_post_name(name.partition("#")[0])
        other = self.by_address.get(Redirect.normalise_path(name))
        return self.by_name.get(name) or other or self.by_name.get(name.rpartition("/")[2])

    def find_by_address(self, path: str, record: PostRecord) -> PostRecord | None:
        """Return the post at an old address, or in a file relative to that of `record`."""
        if path.startswith("/"):
            bare = Redirect.normalise_path(path).lower().rstrip("/").removesuffix(".html")
            based = bare.removeprefix(self.site.base_path)
            forms = (f"{form}{end}/" for form in (bare, based) for end in ("", ".html"))
            found = next(filter(None, map(self.by_address.get, forms)), None)
            return found or self.by_name.get(based.strip("/") if "/" in based.strip("/") else "")
        suffix = PurePosixPath(path).suffix.lower()
        if suffix == NOTEBOOK_SUFFIX:
            # The file serves readers better than the page of a draft.
            target = self.by_path.get((record.path.parent / path).resolve())
            return target if target and target.published_at else None
        if suffix in MARKDOWN_SUFFIXES:
            return self.by_path.get((record.path.parent / path).resolve()) or self.find_by_name(path)
        return self._find_without_suffix(record.path.parent / path.rstrip("/").removesuffix(".html"))

    def _find_without_suffix(self, place: Path) -> PostRecord | None:
        """Return the post whose file is at `place` plus a suffix of Markdown."""
        files = (
            place.with_name(f"{place.name}{suffix}").resolve() for suffix in MARKDOWN_SUFFIXES if place.name
        )
        return next(filter(None, map(self.by_path.get, files)), None)

    # Rewriting --------------------------------------------------------------------

    def rewrite_links(self, text: str, record: PostRecord) -> str:
        """Return `text`, its code and formulas hidden, with all addresses of the old site replaced."""

        def replace_written(written: WrittenAddress) -> str | None:
            new = self.resolve_address(written.address, record, is_image=written.is_image)
            if new is None:
                return None
            self._note_written_path(written, new, record)
            return escape(new) if written.in_html else new

        def replace_bare(match: re.Match[str]) -> str:
            address = match["to"] or match["line"]
            new = self.resolve_address(address, record, is_image=False)
            target = self.by_url.get((new or "").partition("#")[0])
            return f"[{target.title}]({new})" if target else match[0]

        return BARE_ADDRESS.sub(replace_bare, rewrite_addresses(text, replace_written))

    def _note_written_path(self, written: WrittenAddress, new: str, record: PostRecord) -> None:
        """Keep how the author named a file of the old site that has the address `new` here."""
        name, path = media_import.find_media_name(new), written.local_path
        if not (name and path and self.site.keeps_written_paths) or path == unquote(new):
            return
        # What a notebook showed has a name that reading it made up.
        if not (self.site.work_folder and (self.site.work_folder / path.lstrip("/")).is_file()):
            record.add_written_path(name, written.without_fragment())

    # Resolving --------------------------------------------------------------------

    def resolve_address(self, address: str, record: PostRecord, *, is_image: bool) -> str | None:
        """Return the new address for `address` in a text of `record`; None to keep it."""
        if address.startswith("post:"):
            return self._resolve_reference(address.removeprefix("post:"), record)
        path = self._get_own_path(address)
        if path is None:
            record.counts[REMOTE_IMAGE_COUNT] += is_image and address.startswith(("http:", "https:", "//"))
            return None
        if not path:
            return None
        if not is_image and (target := self.find_by_address(path, record)):
            fragment = urlsplit(address).fragment
            return get_post_url(target) + (f"#{fragment}" if fragment else "")
        return self._resolve_file(path, address, record, is_image=is_image)

    def _resolve_reference(self, name: str, record: PostRecord) -> str:
        target = self.find_by_name(name)
        if target is None:
            record.add_note(KEPT_LINK_NOTE, f"no post is called {name}", record.find_line(name))
            return "#" if not name.startswith("/") else name
        fragment = name.partition("#")[2]
        return get_post_url(target) + (f"#{fragment}" if fragment else "")

    def _get_own_path(self, address: str) -> str | None:
        """Return the decoded path of an address within the old site; None for other sites."""
        address = address.replace("\\", "/")
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme in {"http", "https", ""} and parts.netloc:
            return unquote(parts.path) or "/" if parts.hostname in self.site.host_names else None
        return None if parts.scheme and len(parts.scheme) > 1 else unquote(parts.path)

    def _resolve_file(self, path: str, address: str, record: PostRecord, *, is_image: bool) -> str | None:
        suffix = PurePosixPath(path).suffix.lower()
        if not is_image and suffix not in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
            return None
        name = self.import_file(path, record, address)
        url = media_import.get_media_url(name) if name else path
        if url == path:
            return None
        fragment = urlsplit(address).fragment
        return quote_delimiters(url) + (f"#{fragment}" if fragment else "")

    def import_file(self, path: str, record: PostRecord, written: str) -> str | None:
        """Import the file at `path`; return its name in media, or add a note and return None."""
        found = self.site.find_file(self.iter_candidates(path, record))
        line = record.find_line(written)
        if found is None:
            record.add_note(MISSING_FILE_NOTE, written[:200], line)
            return None
        try:
            return self.media.import_file(found.resolve())
        except MediaRejectedError as error:
            record.add_note("file not taken", f"{written[:200]}: {error}", line)
            return None

    def import_cover(self, record: PostRecord) -> str:
        """Import the cover of `record`; return its name in media, "" where there is none."""
        name = self.import_file(record.cover, record, record.cover) or ""
        if name:
            written = WrittenAddress(record.cover)
            self._note_written_path(written, media_import.get_media_url(name), record)
        return name

    def iter_candidates(self, path: str, record: PostRecord) -> Iterator[Path]:
        """Yield the places where the file that a post calls `path` may be, the likeliest first."""
        if "\0" in path:
            return
        root = self.site.root
        if self.site.work_folder is not None:
            yield self.site.work_folder / path.lstrip("/")
        bare = path.removeprefix(self.site.base_path).lstrip("/")
        if not path.startswith("/"):
            yield from (place / path for place in self.site.asset_folders(record.path))
            if record.image_folder:
                yield from (
                    place / record.image_folder.lstrip("/") / path for place in (record.path.parent, root)
                )
        while bare.startswith(("../", "./")):
            bare = bare.partition("/")[2]
        below = [place for place in record.path.parents if place.is_relative_to(root)]
        for place in reversed(below):
            yield from (place / folder / bare for folder in self.site.static_folders)
        yield from (place / PurePosixPath(path).name for place in self.site.asset_folders(record.path))


def quote_delimiters(url: str) -> str:
    """Return `url` with the characters percent-encoded at which an address in Markdown would end."""
    return ADDRESS_DELIMITER.sub(lambda match: quote(match[0]), url)


def get_post_url(record: PostRecord) -> str:
    """Return the path of the post's page on this site."""
    return build_record_url(record, record.slug)


def build_record_url(record: PostRecord, slug: str) -> str:
    """Return the path that the page of `record` has with `slug`."""
    if not record.is_page:
        return reverse("posts:post", args=[slug])
    return get_page_url(f"{record.parent}/{slug}" if record.parent else slug)


def normalize_post_name(name: str) -> str:
    """Return a post's name without suffix, outer slashes and `index`, in lower case."""
    path = PurePosixPath(unquote(name).strip().strip("/").lower())
    if path.suffix in MARKDOWN_SUFFIXES:
        path = path.with_suffix("")
    return (path.parent if path.name in {"index", "_index"} else path).as_posix()


def iter_post_names(record: PostRecord) -> Iterator[str]:
    """Yield every name by which a shortcode or wiki link may call the post."""
    parts = normalize_post_name(record.origin).split("/")
    for start in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[start:])
    yield get_bare_name(record.path).lower()
    yield record.slug
    yield record.title.lower()
