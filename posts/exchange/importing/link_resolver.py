"""Links and pictures of imported posts: to their new addresses, or kept as they were."""

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.urls import reverse

from posts.exchange.importing import media_import
from posts.exchange.importing.media_import import Media, NotTakenError
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES, MARKDOWN_SUFFIXES
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import Site, bare_name
from posts.models import Redirect

ADDRESS = r"<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*"
INLINE = re.compile(rf"(?P<before>(?P<image>!\[(?:(?!!\[)[^\]\n])*)?\]\([ \t]*\n?[ \t]*)(?P<to>{ADDRESS})")
DEFINITION = re.compile(
    r"^(?P<before>[ >]{0,6}\[[^\]\^\n][^\]\n]*\]:[ \t]*)(?P<to><[^<>\n]*>|\S+)", re.MULTILINE
)
ELEMENT = re.compile(r"<[a-zA-Z][^<>]*>")
ATTRIBUTE = re.compile(
    r"""(?P<before>\b(?P<name>src|href|poster)\s*=\s*)(?P<quote>["'])(?P<to>[^"'\n]*)(?P=quote)"""
)
BARE = re.compile(r"(?P<before>)(?:<(?P<to>https?://[^\s<>]+)>|^(?P<line>https?://[^\s<>]+)$)", re.MULTILINE)
MISSING, KEPT, REMOTE = "picture or file missing", "link kept", "pictures on other sites, left there"


class Links:
    """Where everything is: posts by file, by old address and by name; files by place."""

    def __init__(self, site: Site, records: Sequence[PostRecord], store: Media) -> None:
        self.site, self.store = site, store
        self.by_path: dict[Path, PostRecord] = {}
        self.by_address: dict[str, PostRecord] = {}
        self.by_name: dict[str, PostRecord] = {}
        self.by_url = {post_url(record): record for record in records}
        for record in records:
            self._add(record)

    def _add(self, record: PostRecord) -> None:
        self.by_path.setdefault(record.path.resolve(), record)
        for address in record.addresses:
            self.by_address.setdefault(Redirect.normalise_path(address).lower(), record)
        for name in names_of(record):
            self.by_name.setdefault(name, record)

    # Posts ------------------------------------------------------------------------

    def title_of(self, name: str, record: PostRecord) -> str | None:
        """Return the title of the post that a tag calls `name`."""
        target = self.named(name)
        return target.title if target else None

    def named(self, name: str) -> PostRecord | None:
        """Return the post that a tag calls `name`: a file, a path, a slug or another name of its own."""
        name = plain_name(name.partition("#")[0])
        other = self.by_address.get(Redirect.normalise_path(name))
        return self.by_name.get(name) or other or self.by_name.get(name.rpartition("/")[2])

    def post_at(self, path: str, record: PostRecord) -> PostRecord | None:
        """Return the post at an old address or beside `record`'s file."""
        if path.startswith("/"):
            bare = Redirect.normalise_path(path).lower().rstrip("/").removesuffix(".html")
            based = bare.removeprefix(self.site.base_path)
            forms = (f"{form}{end}/" for form in (bare, based) for end in ("", ".html"))
            found = next(filter(None, map(self.by_address.get, forms)), None)
            return found or self.by_name.get(based.strip("/") if "/" in based.strip("/") else "")
        if PurePosixPath(path).suffix.lower() in MARKDOWN_SUFFIXES:
            return self.by_path.get((record.path.parent / path).resolve()) or self.named(path)
        return self._without_suffix(record.path.parent / path.rstrip("/").removesuffix(".html"))

    def _without_suffix(self, place: Path) -> PostRecord | None:
        """Return the post whose file is at `place` but for its suffix."""
        files = (
            place.with_name(f"{place.name}{suffix}").resolve() for suffix in MARKDOWN_SUFFIXES if place.name
        )
        return next(filter(None, map(self.by_path.get, files)), None)

    # Rewriting --------------------------------------------------------------------

    def rewrite(self, text: str, record: PostRecord) -> str:
        """Return `text`, its code and formulas hidden, with every address of ours brought up to date."""

        def inline(match: re.Match[str]) -> str:
            is_picture = bool(match.groupdict().get("image"))
            return match["before"] + self._new(match["to"], record, is_picture=is_picture)

        def element(match: re.Match[str]) -> str:
            is_picture = match[0].lower().startswith("<img")
            return ATTRIBUTE.sub(
                lambda found: self._attribute(found, record, is_picture=is_picture), match[0]
            )

        def bare(match: re.Match[str]) -> str:
            address = match["to"] or match["line"]
            new = self.resolve(address, record, is_picture=False)
            target = self.by_url.get((new or "").partition("#")[0])
            return f"[{target.title}]({new})" if target else match[0]

        text = INLINE.sub(inline, text)
        text = DEFINITION.sub(inline, text)
        text = ELEMENT.sub(element, text)
        return BARE.sub(bare, text)

    def _new(self, written: str, record: PostRecord, *, is_picture: bool) -> str:
        address = written.removeprefix("<").removesuffix(">").strip()
        new = self.resolve(address, record, is_picture=is_picture)
        return written if new is None else new

    def _attribute(self, match: re.Match[str], record: PostRecord, *, is_picture: bool) -> str:
        is_picture = is_picture and match["name"] == "src"
        new = self.resolve(unescape(match["to"]), record, is_picture=is_picture)
        return match[0] if new is None else f"{match['before']}{match['quote']}{escape(new)}{match['quote']}"

    # Resolving --------------------------------------------------------------------

    def resolve(self, address: str, record: PostRecord, *, is_picture: bool) -> str | None:
        """Return the new address of what `address` leads to from `record`; None to keep it."""
        if address.startswith("post:"):
            return self._reference(address.removeprefix("post:"), record)
        path = self._own_path(address)
        if path is None:
            record.counts[REMOTE] += is_picture and address.startswith(("http:", "https:", "//"))
            return None
        if not path:
            return None
        if not is_picture and (target := self.post_at(path, record)):
            fragment = urlsplit(address).fragment
            return post_url(target) + (f"#{fragment}" if fragment else "")
        return self._file(path, address, record, is_picture=is_picture)

    def _reference(self, name: str, record: PostRecord) -> str:
        target = self.named(name)
        if target is None:
            record.add_note(KEPT, f"no post is called {name}", record.find_line(name))
            return "#" if not name.startswith("/") else name
        fragment = name.partition("#")[2]
        return post_url(target) + (f"#{fragment}" if fragment else "")

    def _own_path(self, address: str) -> str | None:
        """Return the path of an address within the old site, decoded; None for one elsewhere."""
        address = address.replace("\\", "/")
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme in {"http", "https", ""} and parts.netloc:
            return unquote(parts.path) or "/" if parts.hostname in self.site.hosts else None
        return None if parts.scheme and len(parts.scheme) > 1 else unquote(parts.path)

    def _file(self, path: str, address: str, record: PostRecord, *, is_picture: bool) -> str | None:
        suffix = PurePosixPath(path).suffix.lower()
        if not is_picture and suffix not in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
            return None
        name = self.take(path, record, address)
        return media_import.url(name) if name else None

    def take(self, path: str, record: PostRecord, written: str) -> str | None:
        """Return the name in media of the file that `path` means; None, with a note, where there is none."""
        found = self.site.find(self.places(path, record))
        line = record.find_line(written)
        if found is None:
            record.add_note(MISSING, written[:200], line)
            return None
        try:
            return self.store.take(found.resolve())
        except NotTakenError as error:
            record.add_note("file not taken", f"{written[:200]}: {error}", line)
            return None

    def places(self, path: str, record: PostRecord) -> Iterator[Path]:
        """Yield where the file that a post calls `path` may lie, the likeliest first."""
        if "\0" in path:
            return
        root = self.site.root
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


def post_url(record: PostRecord) -> str:
    return reverse("posts:post", args=[record.slug])


def plain_name(name: str) -> str:
    """Return a post's name without suffix, outer slashes and `index`, in lower case."""
    path = PurePosixPath(unquote(name).strip().strip("/").lower())
    if path.suffix in MARKDOWN_SUFFIXES:
        path = path.with_suffix("")
    return (path.parent if path.name in {"index", "_index"} else path).as_posix()


def names_of(record: PostRecord) -> Iterator[str]:
    """Yield every name that a tag may call the post by."""
    parts = plain_name(record.origin).split("/")
    for start in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[start:])
    yield bare_name(record.path).lower()
    yield record.slug
    yield record.title.lower()
