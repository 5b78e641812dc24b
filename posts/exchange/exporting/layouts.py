"""Folder layouts that an export can be written in."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.exchange.exporting.document import for_hugo

# A file in the root of an export, by which an import recognises it.
MARK = "transmission.json"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a tool keeps posts and media files, below the folder of the export.

    `mark`: the name of a marker file to write, "" for none.
    `adapt`: changes a document for the tool.
    """

    posts: str
    media: str
    mark: str = ""
    adapt: Callable[[str], str] = str


LAYOUTS = {
    "any": Layout("posts", "media", MARK),
    "hugo": Layout("content/posts", "static/media", adapt=for_hugo),
    "hexo": Layout("source/_posts", "source/media"),
}
