"""Where links and pictures of Notion's pages lead after the export: to posts, files, or pages at Notion."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

from posts.exchange.exporting.file_names import clean_path_part
from posts.exchange.importing.exports.notion.page_names import find_linked_id
from posts.exchange.importing.exports.notion.page_text import NO_ADDRESS
from posts.exchange.importing.exports.notion.pages import NotionPage
from posts.exchange.importing.exports.source_files import place_file

FILES_FOLDER = "files"


class PageLinks:
    """Rewrites the addresses in one page. `lost` are those of pages that the export has no posts of."""

    def __init__(self, page: NotionPage, root: Path, folder: Path, post_paths: Mapping[UUID, str]) -> None:
        self.page, self.root, self.folder, self.post_paths = page, root, folder, post_paths
        self.lost: list[str] = []

    def rewrite(self, address: str, kind: Literal["link", "image"]) -> str | None:
        """Return the address in the converted post that stands for one of the page; None where it stays.

        It is NO_ADDRESS where the page it leads to is no post.
        """
        uid = find_linked_id(address) if kind == "link" else None
        if uid and uid in self.post_paths:
            place = PurePosixPath(self.post_paths[self.page.uid]).parent
            return quote(os.path.relpath(self.post_paths[uid], place))
        if (
            uid
            and is_relative(address)
            and PurePosixPath(unquote(address)).suffix in {".md", ".html", ".csv"}
        ):
            self.lost.append(unquote(address))
            return NO_ADDRESS
        return self.take_file(address) if is_relative(address) else None

    def take_file(self, address: str) -> str | None:
        """Put the file that `address` names beside the post; return its new address, None without one."""
        file = self.find_file(unquote(urlsplit(address).path))
        if file is None:
            return None
        name = f"{FILES_FOLDER}/{self.page.uid.hex[:8]}/{clean_path_part(file.name)}"
        return f"../{quote(name)}" if place_file(file, self.folder, name) else None

    def find_file(self, path: str) -> Path | None:
        """Return the file called `path`, from the page's folder or the export's, or beside the page's own."""
        if not path or "\0" in path:
            return None
        beside = self.page.path.with_suffix("") / PurePosixPath(path).name
        candidates = (self.page.path.parent / path, self.root / path, beside)
        return next((file for file in candidates if self.holds_file(file)), None)

    def holds_file(self, file: Path) -> bool:
        try:
            return file.is_file() and file.resolve().is_relative_to(self.root.resolve())
        except OSError:
            return False


def is_relative(address: str) -> bool:
    """Whether an address names something in the export."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path) and not parts.scheme and not parts.netloc and not address.startswith(("/", "#"))
