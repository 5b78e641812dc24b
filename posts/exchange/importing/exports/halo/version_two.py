"""The backup of Halo 2: `extensions.data`, a list of records, each a JSON object in Base64."""

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from posts.exchange.exporting.file_names import clean_path_part
from posts.exchange.importing.exports.converted import (
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    ExportError,
    make_identity_uid,
)
from posts.exchange.importing.exports.halo.snapshots import apply_line_changes
from posts.exchange.importing.exports.json_files import read_json_file
from posts.exchange.importing.exports.media_files import MediaFiles
from posts.exchange.importing.exports.stored_texts import (
    choose_category_path,
    convert_stored_text,
    parse_stored_moment,
)

HALO_KINDS = {
    "posts",
    "singlepages",
    "snapshots",
    "categories",
    "tags",
    "users",
    "comments",
    "replies",
    "configmaps",
}
Record = dict[str, Any]


class HaloRecords:
    """The records of a backup, by kind and name."""

    def __init__(self, stores: Any, report: ConversionReport) -> None:
        self.by_kind: dict[str, dict[str, Record]] = defaultdict(dict)
        for store in stores if isinstance(stores, list) else []:
            name = str(store.get("name", "")) if isinstance(store, dict) else ""
            kind = name.split("/")[-2] if name.count("/") > 2 else ""
            if kind not in HALO_KINDS:
                continue
            try:
                record = json.loads(base64.b64decode(str(store.get("data", ""))))
            except (ValueError, binascii.Error, RecursionError) as error:
                report.add_failure(name, error)
                continue
            if isinstance(record, dict) and not look_up(record, "metadata", "deletionTimestamp"):
                self.by_kind[kind][str(look_up(record, "metadata", "name"))] = record
        self.parents = {
            str(child): name
            for name, record in self.by_kind["categories"].items()
            for child in look_up(record, "spec", "children") or []
        }

    def get_name(self, kind: str, name: Any) -> str:
        return str(look_up(self.by_kind[kind].get(str(name), {}), "spec", "displayName") or "")

    def get_category_path(self, name: str) -> tuple[str, ...]:
        path: list[str] = []
        seen: set[str] = set()
        while name in self.by_kind["categories"] and name not in seen:
            seen.add(name)
            path.insert(0, self.get_name("categories", name))
            name = self.parents.get(name, "")
        return tuple(path)

    def get_text(self, spec: Record) -> tuple[str, str]:
        """Return the text of a post or page as it was published, else written last; and its kind."""
        snapshots = self.by_kind["snapshots"]
        base = snapshots.get(str(spec.get("baseSnapshot")), {})
        chosen = spec.get("releaseSnapshot") if spec.get("publish") else spec.get("headSnapshot")
        wanted = snapshots.get(str(chosen or spec.get("headSnapshot")), base)
        if not base and not wanted:
            raise ExportError("the backup holds no text of it")
        kind = str(look_up(base, "spec", "rawType") or look_up(wanted, "spec", "rawType") or "").lower()
        part = "rawPatch" if kind == "markdown" else "contentPatch"
        text = str(look_up(base, "spec", part) or "")
        if wanted is base or not base:
            return str(look_up(wanted, "spec", part) or ""), kind
        return apply_line_changes(text, str(look_up(wanted, "spec", part) or "")), kind

    def list_comments(self, name: str) -> tuple[dict[str, str], ...]:
        """Return the comments on the post or page `name` and the replies to them, the oldest first."""
        own = {
            key: record
            for key, record in self.by_kind["comments"].items()
            if look_up(record, "spec", "subjectRef", "name") == name
        }
        replies = [
            (key, record, look_up(record, "spec", "quoteReply") or look_up(record, "spec", "commentName"))
            for key, record in self.by_kind["replies"].items()
            if look_up(record, "spec", "commentName") in own
        ]
        found = [build_owner_comment(key, record, "") for key, record in own.items()]
        found += [build_owner_comment(key, record, str(parent)) for key, record, parent in replies]
        return tuple(sorted(found, key=lambda each: each["date"]))


def convert_version_two(
    file: Path, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
) -> Iterator[ConvertedPost]:
    """Yield the posts and pages of the backup whose records are in `file`. Raises ExportError."""
    records = HaloRecords(read_json_file(file), report)
    url = find_site_url(records)
    report.site.update(url=url)
    media = MediaFiles(
        file.parent / "workdir", folder, {urlsplit(url).hostname or ""} - {""}, options, report
    )
    for kind in ("posts", "singlepages"):
        for name, record in sorted(records.by_kind[kind].items()):
            spec = look_up(record, "spec") or {}
            shown = str(spec.get("slug") or name)
            if spec.get("deleted"):
                report.add_skip(shown, "it was in the trash of the old site")
                continue
            try:
                yield convert_record_of_halo(name, kind, record, records, media)
            except Exception as error:  # noqa: BLE001  (one bad item never stops the rest)
                report.add_failure(shown, error)


def convert_record_of_halo(
    name: str, kind: str, record: Record, records: HaloRecords, media: MediaFiles
) -> ConvertedPost:
    spec = record["spec"]
    text, text_kind = records.get_text(spec)
    body, notes = convert_stored_text(text, media, is_markdown=text_kind == "markdown")
    paths = [records.get_category_path(str(each)) for each in spec.get("categories") or []]
    category, further = choose_category_path([path for path in paths if path])
    tags = [records.get_name("tags", each) for each in spec.get("tags") or []]
    excerpt = spec.get("excerpt") or {}
    link = urlsplit(str(look_up(record, "status", "permalink") or "")).path
    fields = {
        "title": str(spec.get("title") or spec.get("slug") or name),
        "slug": str(spec.get("slug") or ""),
        # A name is a UUID, or unique on its site.
        "uid": make_identity_uid("halo", name),
        "date": parse_stored_moment(
            spec.get("publishTime") or look_up(record, "metadata", "creationTimestamp")
        ),
        "updated": parse_stored_moment(look_up(record, "status", "lastModifyTime")),
        "draft": None if spec.get("publish") else True,
        "private": True if spec.get("visible") in {"PRIVATE", "INTERNAL"} else None,
        "pinned": True if spec.get("pinned") else None,
        "kind": "page" if kind == "singlepages" else None,
        "author": records.get_name("users", spec.get("owner")),
        "categories": list(category),
        "tags": [each for each in (*tags, *further) if each],
        "summary": "" if excerpt.get("autoGenerate") else str(excerpt.get("raw") or ""),
        "cover": media.find_address(str(spec.get("cover") or "")),
        "aliases": [unquote(link)] if link.strip("/") else [],
    }
    folder = "pages" if kind == "singlepages" else "posts"
    comments = records.list_comments(name)
    return ConvertedPost(f"{folder}/{clean_path_part(name)}.md", fields, body, notes, comments=comments)


def find_site_url(records: HaloRecords) -> str:
    """Return the address of the old site: that of permalinks that are whole; "" where none is."""
    for kind in ("posts", "singlepages"):
        for record in records.by_kind[kind].values():
            parts = urlsplit(str(look_up(record, "status", "permalink") or ""))
            if parts.hostname:
                return f"{parts.scheme}://{parts.netloc}"
    return ""


def build_owner_comment(key: str, record: Record, parent: str) -> dict[str, str]:
    spec = record.get("spec") or {}
    owner = spec.get("owner") or {}
    moment = parse_stored_moment(spec.get("creationTime") or spec.get("approvedTime"))
    found = {
        "id": key,
        "parent": parent,
        "author": owner.get("displayName"),
        "email": owner.get("name") if owner.get("kind") == "Email" else "",
        "url": look_up(owner, "annotations", "website"),
        "ip": spec.get("ipAddress"),
        "type": "comment",
        "state": "approved" if spec.get("approved") else "waiting",
        "text": spec.get("raw") or spec.get("content"),
    }
    date = moment.isoformat(" ", "seconds") if moment else ""
    return {"date": date, **{name: str(value) for name, value in found.items() if value}}


def look_up(record: Any, *keys: str) -> Any:
    """Return what lies under `keys`, one within the other; None where anything of it is missing."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record
