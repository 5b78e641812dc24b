"""Typecho as a format of exports."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from posts.exchange.exporting.file_names import clean_path_part
from posts.exchange.importing.exports.converted import (
    MAX_CATEGORY_DEPTH,
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    make_identity_uid,
)
from posts.exchange.importing.exports.media_files import MISSING_MEDIA_NOTE, MediaFiles
from posts.exchange.importing.exports.source_files import iter_source_files, read_file_head
from posts.exchange.importing.exports.stored_texts import (
    choose_category_path,
    convert_stored_text,
    parse_stored_moment,
)
from posts.exchange.importing.exports.typecho.backup_file import MARK_START, Row, read_backup_file
from posts.exchange.importing.exports.wordpress.auto_paragraphs import add_paragraphs

TYPECHO_MARKDOWN = "<!--markdown-->"
TYPECHO_KINDS = {"post": "posts", "page": "pages", "post_draft": "posts", "page_draft": "pages"}
COVER_FIELDS = ("cover", "thumb", "thumbnail", "banner", "pic", "img")
UPLOAD_ADDRESS = re.compile(r"(https?://[^\s/\"'()<>]+)/usr/uploads/")


class TypechoTables:
    """The tables of a backup, by the keys that others refer to."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.contents = tables.get("contents", [])
        self.metas = {row["mid"]: row for row in tables.get("metas", [])}
        users = tables.get("users", [])
        self.users = {row["uid"]: row.get("screenName") or row.get("name", "") for row in users}
        self.metas_of: dict[str, list[str]] = defaultdict(list)
        for row in tables.get("relationships", []):
            self.metas_of[row["cid"]].append(row["mid"])
        self.comments: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in tables.get("comments", []):
            if row.get("status") != "spam":
                self.comments[row["cid"]].append(build_typecho_comment(row))
        self.fields: dict[str, Row] = defaultdict(dict)
        for row in tables.get("fields", []):
            self.fields[row["cid"]][row.get("name", "")] = row.get("str_value", "")

    def list_metas(self, key: str, kind: str) -> list[Row]:
        found = (self.metas.get(each, {}) for each in self.metas_of[key])
        return [row for row in found if row.get("type") == kind]

    def get_category_path(self, row: Row) -> tuple[str, ...]:
        path: list[str] = []
        current: Row | None = row
        while current and len(path) < MAX_CATEGORY_DEPTH:
            path.insert(0, current.get("name", ""))
            current = self.metas.get(current.get("parent", ""))
        return tuple(path)

    def find_site_url(self) -> str:
        """Return the address before most files that texts name: the backup does not say it."""
        found = Counter(url for row in self.contents for url in UPLOAD_ADDRESS.findall(row.get("text", "")))
        return found.most_common(1)[0][0] if found else ""


class TypechoFormat:
    """Backups that Typecho makes itself."""

    name, label = "typecho", "Typecho"

    def recognizes(self, source: Path) -> bool:
        return next(iter_backup_files(source), None) is not None

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        for file in iter_backup_files(source):
            tables = TypechoTables(read_backup_file(file))
            url = tables.find_site_url()
            report.site.update(url=url)
            media = MediaFiles(source, folder, {urlsplit(url).hostname or ""} - {""}, options, report)
            for row in tables.contents:
                yield from convert_content_row(row, tables, media, report)


def iter_backup_files(source: Path) -> Iterator[Path]:
    """Yield Typecho's backups that `source` is or holds."""
    for file in iter_source_files(source, {".dat"}):
        if read_file_head(file, len(MARK_START)) == MARK_START:
            yield file


def convert_content_row(
    row: Row, tables: TypechoTables, media: MediaFiles, report: ConversionReport
) -> Iterator[ConvertedPost]:
    """Yield the post or page in a row of `contents`; none for files, and for changes of a published post."""
    kind = row.get("type", "")
    is_unsaved_change = kind.endswith("_draft") and row.get("parent", "0") not in {"", "0"}
    if kind not in TYPECHO_KINDS or is_unsaved_change:
        report.counts[f"items of other kinds: {kind}"] += kind != "attachment"
        return
    try:
        yield convert_typecho_post(row, tables, media)
    except Exception as error:  # noqa: BLE001  (one bad item never stops the rest)
        report.add_failure(row.get("title", "") or row.get("cid", ""), error)


def convert_typecho_post(row: Row, tables: TypechoTables, media: MediaFiles) -> ConvertedPost:
    key, text = row["cid"], row.get("text", "")
    is_markdown = text.startswith(TYPECHO_MARKDOWN)
    text = text.removeprefix(TYPECHO_MARKDOWN)
    body, notes = convert_stored_text(
        text if is_markdown else add_paragraphs(text), media, is_markdown=is_markdown
    )
    categories = [tables.get_category_path(each) for each in tables.list_metas(key, "category")]
    category, further = choose_category_path(categories)
    cover, cover_notes = find_typecho_cover(tables.fields[key], media)
    is_page = row["type"].startswith("page")
    fields = {
        "title": row.get("title") or row.get("slug") or key,
        "slug": row.get("slug", ""),
        "uid": make_identity_uid("typecho", key, row.get("created", "")),
        "date": parse_stored_moment(row.get("created")),
        "updated": parse_stored_moment(row.get("modified")),
        **build_typecho_state(row),
        "kind": "page" if is_page else None,
        "author": tables.users.get(row.get("authorId", ""), ""),
        "categories": list(category),
        "tags": [*(each.get("name", "") for each in tables.list_metas(key, "tag")), *further],
        "cover": cover,
        "aliases": list_typecho_addresses(row, is_page=is_page),
    }
    path = f"{TYPECHO_KINDS[row['type']]}/{clean_path_part(key)}.md"
    comments = tuple(sorted(tables.comments[key], key=lambda each: each["date"]))
    return ConvertedPost(path, fields, body, (*notes, *cover_notes), comments=comments)


def build_typecho_state(row: Row) -> dict[str, Any]:
    status = row.get("status", "publish")
    is_draft = row["type"].endswith("_draft") or status in {"waiting", "draft"}
    return {
        "draft": True if is_draft else None,
        "private": True if status == "private" else None,
        "unlisted": True if status == "hidden" else None,
        "password": "set" if row.get("password") else None,
    }


def find_typecho_cover(fields: Row, media: MediaFiles) -> tuple[str, tuple[str, ...]]:
    """Return the address of the picture that a theme's field names, and a note where it is missing."""
    url = next((fields[name] for name in COVER_FIELDS if fields.get(name)), "")
    address = media.find_address(url)
    is_missing = not address and bool(media.get_upload_name(url))
    return address, (f"{MISSING_MEDIA_NOTE}: {url}",) if is_missing else ()


def list_typecho_addresses(row: Row, *, is_page: bool) -> list[str]:
    """Return the paths that Typecho may have given a post: the backup does not say which it did."""
    key, slug, moment = row["cid"], row.get("slug", ""), parse_stored_moment(row.get("created"))
    if is_page:
        paths = [f"/{slug}.html"]
    else:
        paths = [f"/archives/{key}/", f"/archives/{slug}.html"]
        paths += [f"/{moment:%Y/%m/%d}/{slug}.html"] if moment else []
    return [f"{start}{path}" for path in paths for start in ("", "/index.php")] if slug else []


def build_typecho_comment(row: Row) -> dict[str, str]:
    moment = parse_stored_moment(row.get("created"))
    found = {
        "id": row.get("coid"),
        "parent": row.get("parent") if row.get("parent") != "0" else "",
        "author": row.get("author"),
        "email": row.get("mail"),
        "url": row.get("url"),
        "ip": row.get("ip"),
        "type": row.get("type") or "comment",
        "state": row.get("status"),
        "text": row.get("text"),
    }
    date = moment.isoformat(" ", "seconds") if moment else ""
    return {"date": date, **{key: str(value) for key, value in found.items() if value}}
