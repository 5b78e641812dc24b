"""Folder layouts that an export can be written in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

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
    marker: str = ""
    adapt_document: Callable[[str], str] = str


COMMENTS_FOLDER = "comments"


def get_comments_name(post_path: str) -> str:
    """Return the path of the file of comments on the post in the file `post_path` of an export."""
    return f"{COMMENTS_FOLDER}/{PurePosixPath(post_path).with_suffix('.json')}"


EXPORT_LAYOUTS = {
    "any": ExportLayout("posts", "media", EXPORT_MARKER),
    "hugo": ExportLayout("content/posts", "static/media", adapt_document=escape_hugo_shortcodes),
    "hexo": ExportLayout("source/_posts", "source/media"),
}
