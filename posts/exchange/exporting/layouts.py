"""Folder layouts that an export can be written in."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.exchange.exporting.document import escape_hugo_shortcodes

# A file in the root of an export, by which an import recognises it.
EXPORT_MARKER = "transmission.json"


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """Where a tool keeps posts and media files, below the folder of the export.

    `mark`: the name of a marker file to write, "" for none.
    `adapt`: changes a document for the tool.
    """

    posts_folder: str
    media_folder: str
    pages_folder: str
    marker: str = ""
    adapt_document: Callable[[str], str] = str


EXPORT_LAYOUTS = {
    "any": ExportLayout("posts", "media", "pages", EXPORT_MARKER),
    "hugo": ExportLayout("content/posts", "static/media", "content", adapt_document=escape_hugo_shortcodes),
    "hexo": ExportLayout("source/_posts", "source/media", "source"),
}
