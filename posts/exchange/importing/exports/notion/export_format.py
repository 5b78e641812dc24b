"""Exports of Notion: zips and folders of "Markdown & CSV" or "HTML", as one part or several.

A page is known by the identity in its file's name, so it is the same post whichever kind of export it comes
from. Pages are drafts, unless a column of their database says that they are published.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from posts.exchange.archives.unpacking import (
    ArchiveError,
    find_top_folder,
    open_archive,
    unpack_archive,
)
from posts.exchange.exporting.file_names import UniqueFileNames
from posts.exchange.html_to_markdown import ConversionError
from posts.exchange.importing.exports.converted import (
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    ExportError,
)
from posts.exchange.importing.exports.notion.kept_columns import describe_columns, format_column_list
from posts.exchange.importing.exports.notion.links import PageLinks
from posts.exchange.importing.exports.notion.page_names import split_page_name
from posts.exchange.importing.exports.notion.pages import (
    NotionFolder,
    NotionPage,
    find_pages,
    iter_named_files,
)
from posts.exchange.importing.exports.notion.properties import PropertyFields, read_properties
from posts.exchange.importing.exports.notion.reading import ReadPage, convert_page_text, read_notion_page
from posts.exchange.importing.exports.source_files import read_file_head
from posts.exchange.importing.records.file_names import decode_file_name
from posts.models.slugs import slugify

PART_NAMES = ("Export-*.zip", "ExportBlock-*.zip", "*-Part-[0-9]*.zip")
MAX_PART_BYTES = 64 * 1024**3
HTML_MARK = b'class="page '


class NotionFormat:
    name = "notion"
    label = "Notion"

    def recognizes(self, source: Path) -> bool:
        """Whether files of `source`, or of the parts that it holds, are named as Notion names them."""
        if any(is_page_file(path) for path, _, _ in iter_named_files(source)):
            return True
        return source.is_dir() and any(map(holds_pages, list_parts(source)))

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        found = find_pages(unpack_parts(source, folder.with_name("parts")))
        if not found.pages:
            raise ExportError("The export holds databases only; export them with their sub-pages.")
        for path in found.doubles:
            report.add_skip(format_place(path, found), "the same page is in the export twice")
        read = dict(read_pages(found, report))
        paths = choose_paths(read)
        for uid, (page, fields) in read.items():
            links = PageLinks(found.pages[uid], found.root, folder, paths)
            try:
                yield convert_page(found.pages[uid], page, fields, links, found)
            except ExportError as error:
                report.add_failure(format_place(found.pages[uid].path, found), error)


def is_page_file(path: Path) -> bool:
    """Whether a file that is named so is what its suffix says: pages of HTML may come from anywhere."""
    return path.suffix.lower() != ".html" or HTML_MARK in read_file_head(path)


def list_parts(source: Path) -> list[Path]:
    """Return the archives in the folder `source` that are the parts of one export."""
    return sorted({part for pattern in PART_NAMES for part in source.glob(pattern) if part.is_file()})


def holds_pages(part: Path) -> bool:
    """Whether an archive holds a page of Notion."""
    try:
        with part.open("rb") as file, open_archive(file) as archive:
            return any(split_page_name(Path(name).stem)[1] for name in archive.namelist())
    except (ArchiveError, OSError, zipfile.BadZipFile, ValueError):
        return False


def unpack_parts(source: Path, place: Path) -> Path:
    """Return the folder of the export: `source`, or where its parts were unpacked below the new `place`."""
    parts = list(filter(holds_pages, list_parts(source))) if source.is_dir() else []
    for number, part in enumerate(parts, 1):
        place.mkdir(exist_ok=True)
        unpack_archive(part, place / str(number), max_bytes=MAX_PART_BYTES)
    if not parts:
        return source
    return place if len(parts) > 1 else find_top_folder(place / "1")[0]


def read_pages(
    found: NotionFolder, report: ConversionReport
) -> Iterator[tuple[UUID, tuple[ReadPage, PropertyFields]]]:
    """Yield the pages that become posts, with the fields that their properties are; others go to `report`."""
    for uid, page in found.pages.items():
        try:
            read = read_notion_page(page, found)
        except ExportError as error:
            report.add_failure(format_place(page.path, found), error)
            continue
        fields = read_properties(read.text.properties)
        if reason := fields.skip_reason or read.skip_reason:
            told = describe_columns(fields.kept)
            report.add_skip(format_place(page.path, found), f"{reason}; {told}" if told else reason)
        else:
            yield uid, (read, fields)


def choose_paths(read: dict[UUID, tuple[ReadPage, PropertyFields]]) -> dict[UUID, str]:
    """Return the path of the file for each page, by its identity; no two are the same."""
    names = UniqueFileNames()
    paths = {}
    for uid, (page, fields) in read.items():
        folder = "pages" if fields.front_matter.get("kind") else "posts"
        paths[uid] = names.get_free_name(f"{folder}/{slugify(page.text.title) or uid.hex[:8]}.md")
    return paths


def convert_page(
    page: NotionPage, read: ReadPage, fields: PropertyFields, links: PageLinks, found: NotionFolder
) -> ConvertedPost:
    """Return the post that a page becomes. Raises ExportError."""
    body, notes = convert_page_text(read, found, links.post_paths, links.rewrite)
    if fields.kept and fields.is_public:
        notes.append(f"columns that are not shown: {describe_columns(fields.kept)}")
    elif fields.kept:
        notes.append(f"columns listed above the text: {', '.join(fields.kept)}")
        body = f"{convert_columns(fields, links)}\n{body}"
    cover = str(fields.front_matter.get("cover") or read.text.cover)
    front_matter = {
        "title": read.text.title,
        **fields.front_matter,
        "cover": (links.rewrite(cover, "image") or cover) if cover else "",
        "uid": str(page.uid),
    }
    notes += [*fields.notes, *(f"links to pages that are no posts: {address}" for address in links.lost)]
    return ConvertedPost(links.post_paths[page.uid], front_matter, body, tuple(notes), page.uid.hex)


def convert_columns(fields: PropertyFields, links: PageLinks) -> str:
    """Return the list of the columns that are kept. Raises ExportError."""
    try:
        return format_column_list(fields.kept, links.rewrite)
    except ConversionError as error:
        raise ExportError("its columns are too long") from error


def format_place(path: Path, found: NotionFolder) -> str:
    """Return the path of a file in the export for people."""
    is_below = path.is_relative_to(found.root) and path != found.root
    return decode_file_name(path.relative_to(found.root) if is_below else path.name)
