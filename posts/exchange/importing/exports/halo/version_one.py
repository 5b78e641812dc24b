"""The JSON file that Halo 1.5 and 1.6 export: one list for each table."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from posts.exchange.importing.exports.converted import (
    MAX_CATEGORY_DEPTH,
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    make_identity_uid,
)
from posts.exchange.importing.exports.json_files import list_rows, read_json_file
from posts.exchange.importing.exports.media_files import MediaFiles
from posts.exchange.importing.exports.stored_texts import (
    choose_category_path,
    convert_stored_text,
    is_stored_html,
    parse_stored_moment,
)

HALO_STATES = {"DRAFT": {"draft": True}, "INTIMATE": {"private": True}}
MARKDOWN_EDITORS = {"MARKDOWN", "0", ""}


class HaloTables:
    """The tables of a file, by the keys that others refer to."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.contents = {row.get("id"): row for row in list_rows(data, "contents")}
        self.tags = {row.get("id"): str(row.get("name", "")) for row in list_rows(data, "tags")}
        self.categories = {row.get("id"): row for row in list_rows(data, "categories")}
        self.options = {row.get("key"): str(row.get("value", "")) for row in list_rows(data, "options")}
        self.comments: dict[tuple[str, Any], list[dict[str, str]]] = defaultdict(list)
        for kind in ("post", "sheet"):
            for row in list_rows(data, f"{kind}_comments"):
                if row.get("status") != "RECYCLE":
                    self.comments[kind, row.get("postId")].append(build_row_comment(row))
        user = data.get("user") or (list_rows(data, "users") or [{}])[0]
        self.author = (
            str(user.get("nickname") or user.get("username") or "") if isinstance(user, dict) else ""
        )

    def list_keys(self, table: str, post: Any, column: str) -> list[Any]:
        return [row.get(column) for row in list_rows(self.data, table) if row.get("postId") == post]

    def get_category_path(self, key: Any) -> tuple[str, ...]:
        path: list[str] = []
        while key in self.categories and len(path) < MAX_CATEGORY_DEPTH:
            path.insert(0, str(self.categories[key].get("name", "")))
            key = self.categories[key].get("parentId")
        return tuple(path)


def convert_version_one(
    file: Path, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
) -> Iterator[ConvertedPost]:
    """Yield the posts and pages of the export `file`. Raises ExportError."""
    tables = HaloTables(read_json_file(file))
    url = tables.options.get("blog_url", "")
    report.site.update(url=url, author=tables.author)
    hosts = {urlsplit(url).hostname or ""} - {""}
    media = MediaFiles(source, folder, hosts, options, report)
    for kind, rows in (
        ("post", list_rows(tables.data, "posts")),
        ("sheet", list_rows(tables.data, "sheets")),
    ):
        for row in rows:
            name = str(row.get("slug") or row.get("id"))
            if row.get("status") == "RECYCLE":
                report.add_skip(name, "it was in the trash of the old site")
                continue
            try:
                yield convert_halo_row(row, kind, tables, media)
            except Exception as error:  # noqa: BLE001  (one bad item never stops the rest)
                report.add_failure(name, error)


def convert_halo_row(row: dict[str, Any], kind: str, tables: HaloTables, media: MediaFiles) -> ConvertedPost:
    key, slug = row.get("id"), str(row.get("slug") or "")
    content = {**row, **tables.contents.get(key, {})}
    original = str(content.get("originalContent") or "")
    text = original or str(content.get("content") or content.get("formatContent") or "")
    is_markdown = str(row.get("editorType", "")) in MARKDOWN_EDITORS and not is_stored_html(text)
    body, notes = convert_stored_text(text, media, is_markdown=is_markdown and bool(original))
    category, further = choose_category_path(
        [tables.get_category_path(each) for each in tables.list_keys("post_categories", key, "categoryId")]
    )
    tags = [tables.tags.get(each, "") for each in tables.list_keys("post_tags", key, "tagId")]
    folder, place = ("pages", "s") if kind == "sheet" else ("posts", "archives")
    fields = {
        "title": str(row.get("title") or slug or key),
        "slug": slug,
        "uid": make_identity_uid("halo", kind, key, row.get("createTime")),
        "date": parse_stored_moment(row.get("createTime")),
        "updated": parse_stored_moment(row.get("editTime") or row.get("updateTime")),
        **HALO_STATES.get(str(row.get("status")), {}),
        "password": "set" if row.get("password") else None,
        "pinned": True if int(row.get("topPriority") or 0) > 0 else None,
        "kind": "page" if kind == "sheet" else None,
        "categories": list(category),
        "tags": [each for each in (*tags, *further) if each],
        "summary": str(row.get("summary") or ""),
        "cover": media.find_address(str(row.get("thumbnail") or "")),
        "aliases": [f"/{place}/{slug}/"] if slug else [],
    }
    comments = tuple(sorted(tables.comments[kind, key], key=lambda each: each["date"]))
    return ConvertedPost(f"{folder}/{kind}-{key}.md", fields, body, notes, comments=comments)


def build_row_comment(row: dict[str, Any]) -> dict[str, str]:
    moment = parse_stored_moment(row.get("createTime"))
    found = {
        "id": row.get("id"),
        "parent": row.get("parentId") or "",
        "author": row.get("author"),
        "email": row.get("email"),
        "url": row.get("authorUrl"),
        "ip": row.get("ipAddress"),
        "type": "comment",
        "state": "approved" if row.get("status") == "PUBLISHED" else "waiting",
        "text": row.get("content"),
    }
    date = moment.isoformat(" ", "seconds") if moment else ""
    return {"date": date, **{key: str(value) for key, value in found.items() if value}}
