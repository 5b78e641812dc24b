"""WordPress as a format of exports."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from posts.exchange.importing.exports.converted import (
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    OldAddressTarget,
)
from posts.exchange.importing.exports.media_files import MISSING_MEDIA_NOTE, MediaFiles
from posts.exchange.importing.exports.source_files import iter_source_files, read_file_head
from posts.exchange.importing.exports.wordpress.catalogue import (
    POST_TYPES,
    Catalogue,
    get_number,
    read_catalogue,
)
from posts.exchange.importing.exports.wordpress.comments import list_comments
from posts.exchange.importing.exports.wordpress.content import convert_content
from posts.exchange.importing.exports.wordpress.fields import build_fields
from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem, iter_wxr_items

WXR_MARKS = (b"wordpress.org/export/", b"<wp:wxr_version>")
FILE_SUFFIXES = {".xml", ".wxr", ".txt", ""}
# Kinds of items that nobody wrote, or that come in with posts.
SILENT_TYPES = {"attachment", "wp_block", "revision"}


class WordPressFormat:
    """WXR of WordPress, and of the tools that export for it."""

    name, label = "wordpress", "WordPress (WXR)"

    def recognizes(self, source: Path) -> bool:
        return next(iter(iter_wxr_files(source)), None) is not None

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        files = list(iter_wxr_files(source))
        catalogue = read_catalogue(files)
        report.site.update(url=catalogue.blog_url, language=catalogue.language)
        report.redirects.update(list_category_addresses(catalogue))
        media = MediaFiles(source, folder, catalogue.host_names, options, report)
        media.originals = {media.get_upload_name(url) for url in catalogue.media_urls.values()}
        known: dict[str, str] = {}
        for file in files:
            items = iter_wxr_items(file)
            next(items)
            for item in items:
                yield from convert_item(item, catalogue, media, report, known)


def list_category_addresses(catalogue: Catalogue) -> Iterator[tuple[str, OldAddressTarget]]:
    """Yield the address of each category by its number, and where that leads."""
    for number, slug in catalogue.category_slugs.items():
        name = catalogue.get_category_path(slug, "")[-1]
        if number.isascii() and number.isdecimal() and name:
            yield f"/?cat={number}", OldAddressTarget("category", name)


def iter_wxr_files(source: Path) -> Iterator[Path]:
    """Yield the WXR files that `source` is or holds, in the order of their names."""
    for file in iter_source_files(source, FILE_SUFFIXES):
        head = read_file_head(file).replace(b"\0", b"")
        # A text may tell of such a file.
        is_xml = head.removeprefix(BOM_UTF8).lstrip(b"\xff\xfe \t\r\n").startswith(b"<")
        if is_xml and b"<rss" in head and any(mark in head for mark in WXR_MARKS):
            yield file


def convert_item(
    item: WxrItem, catalogue: Catalogue, media: MediaFiles, report: ConversionReport, known: dict[str, str]
) -> Iterator[ConvertedPost]:
    """Yield the post that `item` is; none for other kinds, and where `report` says why."""
    kind, number = item.get("wp:post_type") or "post", get_number(item)
    if kind not in POST_TYPES:
        report.counts[f"items of other kinds: {kind}"] += kind not in SILENT_TYPES
        return
    path = catalogue.paths.get(number, "")
    if item.get("wp:status") == "trash":
        report.add_skip(path, "it was in the trash of the old site")
    elif known.get(number) == item.get("guid"):
        report.add_skip(path, "it stands in the export again")
    else:
        if number in known:
            path = catalogue.names.get_free_name(path)
        known[number] = item.get("guid")
        try:
            yield convert_post(item, path, catalogue, media, report)
        except Exception as error:  # noqa: BLE001  (one bad item never stops the rest)
            report.add_failure(path, error)


def convert_post(
    item: WxrItem, path: str, catalogue: Catalogue, media: MediaFiles, report: ConversionReport
) -> ConvertedPost:
    """Return the post or page `item`, to be written to `path`."""
    fields = build_fields(item, catalogue)
    body, notes = convert_content(item, path, catalogue, media)
    cover, cover_notes = find_cover(item, catalogue, media)
    fields["title"] = fields["title"] or (f"#{get_number(item)}")
    comments = tuple(list_comments(item))
    return ConvertedPost(path, {**fields, **cover}, body, (*notes, *cover_notes), comments=comments)


def find_cover(
    item: WxrItem, catalogue: Catalogue, media: MediaFiles
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields of the featured image, and a note where its file is missing."""
    picture = catalogue.pictures.get(item.get_meta("_thumbnail_id"))
    if picture is None:
        return {}, ()
    address = media.find_address(picture.url)
    if not address:
        return {}, (f"{MISSING_MEDIA_NOTE}: {picture.url}",)
    return {"cover": address, "cover_alt": picture.alt}, ()
