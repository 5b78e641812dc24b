"""The formats of exports, and which of them a file or folder has."""

from pathlib import Path

from posts.exchange.importing.exports.converted import ExportError, ExportFormat
from posts.exchange.importing.exports.halo.export_format import HaloFormat
from posts.exchange.importing.exports.notion.export_format import NotionFormat
from posts.exchange.importing.exports.typecho.export_format import TypechoFormat
from posts.exchange.importing.exports.wordpress.export_format import WordPressFormat
from posts.exchange.importing.sites.formats import DETECTED_FORMATS, SITE_FORMATS, match_format

# A format is entered here, in `--format` by its name, and in records.other_formats.READ_FORMATS.
EXPORT_FORMATS: tuple[ExportFormat, ...] = (
    WordPressFormat(),
    NotionFormat(),
    HaloFormat(),
    TypechoFormat(),
)


def list_format_names() -> list[str]:
    """Return what `--format` takes."""
    return ["auto", *SITE_FORMATS, *(each.name for each in EXPORT_FORMATS)]


def find_export_format(source: Path, format_name: str = "auto") -> ExportFormat | None:
    """Return the format of the export at `source`; None where it is the folder or file of a site.

    Raises ExportError where it is not of the format `format_name`, and where it could be of several.
    """
    if format_name in SITE_FORMATS:
        return None
    if format_name != "auto":
        wanted = next(each for each in EXPORT_FORMATS if each.name == format_name)
        if not wanted.recognizes(source):
            raise ExportError(f"{source} is no export of {wanted.label}.")
        return wanted
    if match_format(source, DETECTED_FORMATS):
        return None
    found = [each for each in EXPORT_FORMATS if each.recognizes(source)]
    if len(found) > 1:
        names = ", ".join(f"{each.label} (--format {each.name})" for each in found)
        raise ExportError(f"{source} holds several kinds of exports: {names}. Name one of them.")
    return found[0] if found else None
