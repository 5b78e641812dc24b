"""`GhostFormat`: the export of Ghost as one of the formats that an import recognises."""

import re
from collections.abc import Iterator
from pathlib import Path

from posts.exchange.importing.exports.converted import (
    ConversionOptions,
    ConversionReport,
    ConvertedPost,
    ExportError,
)
from posts.exchange.importing.exports.ghost.database import TEXT_COLUMNS, GhostDatabase, GhostRow, read_export
from posts.exchange.importing.exports.ghost.posts import MAX_PINNED, convert_row, is_featured
from posts.exchange.importing.exports.ghost.redirect_files import add_list_addresses, read_redirects
from posts.exchange.importing.exports.source_files import iter_source_files, place_file, read_file_head
from posts.exchange.importing.records.regular_files import walk_files
from posts.exchange.json_values import read_text_value

GHOST_EXPORT_HEAD = re.compile(
    rb'\s*\{\s*"(?:db"\s*:\s*[\[{]|meta"\s*:\s*\{\s*"(?:exported_on|version)"|data"\s*:\s*\{\s*"posts")'
)
POSTS_TABLE = re.compile(rb'"posts"\s*:\s*\[')
MAX_SEARCHED_FILES = 200
CONTENT_FOLDERS = ("images", "files", "media")


class GhostFormat:
    """The JSON of Ghost's own export, alone or beside the folder `content` of the site."""

    name = "ghost"
    label = "Ghost"

    def recognizes(self, source: Path) -> bool:
        return next(find_export_files(source), None) is not None

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        """Yield the posts and pages of every export in `source`. Raises ExportError."""
        files = list(find_export_files(source))
        if not files:
            raise ExportError(f"{source.name} holds no export of Ghost")
        place_content(source, folder)
        read_redirects(source, report)
        for file in files:
            yield from convert_database(read_export(file), report)


def find_export_files(source: Path) -> Iterator[Path]:
    """Yield the files of JSON that are, or are in, `source` and begin as an export of Ghost does."""
    for number, path in enumerate(
        iter_source_files(source, {".json"} if source.is_dir() else {source.suffix.lower()})
    ):
        if number >= MAX_SEARCHED_FILES:
            return
        if GHOST_EXPORT_HEAD.match(read_file_head(path).removeprefix(b"\xef\xbb\xbf")):
            yield path


def convert_database(database: GhostDatabase, report: ConversionReport) -> Iterator[ConvertedPost]:
    """Yield the posts of one export; what is no row of a post goes into `report`."""
    title, timezone = database.settings.get("title", ""), database.settings.get("timezone", "")
    report.site |= {key: value for key, value in (("title", title), ("timezone", timezone)) if value}
    add_list_addresses(database, report)
    rows = database.list_rows("posts")
    broken = len(database.tables["posts"]) - len(rows)
    if broken:
        report.add_failure("posts", f"{broken} rows are no posts")
    featured = sum(map(is_featured, rows))
    if featured > MAX_PINNED:
        report.add_note(
            "featured posts not pinned", f"{featured} are featured, at most {MAX_PINNED} are pinned"
        )
    for row in rows:
        if not has_row_content(row):
            report.add_skip(read_text_value(row, "id") or "a row", "it has neither a title nor a text")
            continue
        try:
            yield convert_row(row, database, pins_featured=featured <= MAX_PINNED)
        except Exception as error:  # noqa: BLE001  (one bad post never stops the rest)
            report.add_failure(
                read_text_value(row, "title") or read_text_value(row, "slug") or "a post", error
            )


def has_row_content(row: GhostRow) -> bool:
    return any(read_text_value(row, key).strip() for key in ("title", *TEXT_COLUMNS))


def place_content(source: Path, folder: Path) -> None:
    """Put the pictures, files and media of the site where the posts name them, below `content/`."""
    folders = list_content_folders(source) if source.is_dir() else [source.parent / "content"]
    for content in folders:
        for path in walk_files(content):
            inside = path.relative_to(content).as_posix()
            if inside.split("/")[0] in CONTENT_FOLDERS:
                place_file(path, folder, f"content/{inside}")
                if content == source:
                    # Archives made for Ghost's import name pictures without `content`.
                    place_file(path, folder, inside)


def list_content_folders(root: Path) -> list[Path]:
    """Return the folders `content` of a site: `content/images` may also stand in the root as `images`."""
    found = [path for path in (root / "content", *sorted(root.glob("*/content"))) if path.is_dir()]
    is_content = any((root / name).is_dir() for name in CONTENT_FOLDERS)
    return [path for path in (*found, *([root] if is_content else [])) if not path.is_symlink()]
