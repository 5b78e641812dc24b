"""Opens whatever is given to an import: a site's folder or file, a zip archive, an export of another tool."""

from collections.abc import Callable
from pathlib import Path

from posts.exchange.archives.unpacking import find_top_folder, unpack_archive
from posts.exchange.importing.exports.converted import (
    ConversionOptions,
    ConversionReport,
    ExportError,
    ExportFormat,
)
from posts.exchange.importing.exports.formats import find_export_format
from posts.exchange.importing.exports.site import ExportSite
from posts.exchange.importing.exports.source_files import read_file_head
from posts.exchange.importing.exports.writing import write_posts
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.formats import PARENT_LEVELS, open_site

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVE_SUFFIXES = {".zip", ""}  # documents of offices are archives, too
MAX_UNPACKED_BYTES = 64 * 1024**3
DEFAULT_OPTIONS = ConversionOptions()


def ignore_count(count: int) -> None:
    """Show to nobody how many posts are converted."""


def open_source(  # noqa: PLR0913  (all but two by name)
    path: Path,
    work_folder: Path,
    *,
    format_name: str = "auto",
    options: ConversionOptions = DEFAULT_OPTIONS,
    parent_levels: int = PARENT_LEVELS,
    on_post: Callable[[int], None] = ignore_count,
) -> SourceSite:
    """Return the site that `path` is, contains, is a part of, or is an export of.

    `work_folder` is empty and must be there until the import is done: archives are unpacked and exports
    converted below it. `format_name`: one of `list_format_names`. `parent_levels`: how many folders above
    `path` may be the site's root. Raises ArchiveError, NoSpaceError, ExportError and AmbiguousSiteError.
    """
    path = path.resolve()
    if is_archive(path):
        unpacked = work_folder / "unpacked" / (path.stem or "archive")
        unpacked.parent.mkdir(parents=True)
        unpack_archive(path, unpacked, max_bytes=MAX_UNPACKED_BYTES)
        path, parent_levels = find_top_folder(unpacked)
    export_format = find_export_format(path, format_name)
    if export_format is None:
        return open_site(path, format_name, parent_levels=parent_levels)
    return convert_export(export_format, path, work_folder / "converted", options, on_post)


def is_archive(path: Path) -> bool:
    """Whether `path` is a zip archive, and no document that is packed as one."""
    return path.suffix.lower() in ARCHIVE_SUFFIXES and read_file_head(path, 4) in ZIP_SIGNATURES


def convert_export(
    export_format: ExportFormat,
    source: Path,
    folder: Path,
    options: ConversionOptions,
    on_post: Callable[[int], None],
) -> ExportSite:
    """Return the export at `source` as a site in the new folder `folder`. Raises ExportError."""
    folder.mkdir(parents=True)
    report = ConversionReport()
    posts = export_format.convert(source, folder, options, report)
    written = write_posts(posts, folder, export_format.name, report, on_post)
    if not written and not report.failures and not report.skipped:
        raise ExportError(f"{source} is an export of {export_format.label} without any posts.")
    return ExportSite(folder, export_format.name, written, report)
