"""Finds broken links in an exported site, from its files alone."""

import mimetypes
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

from posts.exchange.static_site.addresses import SiteAddress, find_file_path, find_page_address
from posts.exchange.static_site.links import find_linked_addresses
from posts.exchange.static_site.server_files import OWN_TYPES

CHECKED_SUFFIXES = frozenset({".css", ".html", ".js", ".json", ".md", ".txt", ".webmanifest", ".xml"})
ELEMENT_ID_ATTRIBUTE = re.compile(r'(?<=\s)id="([^"]*)"')
UNREADABLE_FOLDERS = ("media/", "search/index/")  # of others, and without links


class BrokenLink(NamedTuple):
    """A link on the page in the file at `path` that leads nowhere."""

    path: str
    link: str

    def __str__(self) -> str:
        return f"{self.path}: {self.link}"


def group_by_link(links: Iterable[BrokenLink]) -> list[str]:
    """Return a line for each link that leads nowhere: a file that has it, and how many others do."""
    paths_by_link: dict[str, list[str]] = {}
    for path, link in links:
        paths_by_link.setdefault(link, []).append(path)
    return [
        f"{link}: in {paths[0]}" + (f" and {len(paths) - 1:,} more" if paths[1:] else "")
        for link, paths in paths_by_link.items()
    ]


def iter_broken_links(
    root: Path, files: Iterable[str], address: SiteAddress, others: Iterable[str]
) -> Iterator[BrokenLink]:
    """Yield the broken links in `files` below `root`, each once for a file.

    `others` are addresses that web servers answer without a file: those that redirect.
    """
    names, known = set(files), set(others)

    @cache
    def read_ids(path: str) -> frozenset[str]:
        return frozenset(map(unescape, ELEMENT_ID_ATTRIBUTE.findall((root / path).read_text())))

    for path in sorted(names):
        suffix = Path(path).suffix
        if suffix not in CHECKED_SUFFIXES or path.startswith(UNREADABLE_FOLDERS):
            continue
        kind = OWN_TYPES.get(suffix) or mimetypes.guess_type(path)[0] or ""
        for link in sorted(find_linked_addresses((root / path).read_text(), kind)):
            target, fragment = urldefrag(link)
            found = find_target_file(target, path, address, known) if target else path
            if found is None or not found:
                continue
            is_there = found in names and (
                not fragment or not found.endswith(".html") or unquote(fragment) in read_ids(found)
            )
            if not is_there and fragment != "top":
                yield BrokenLink(path, link)


def find_target_file(link: str, path: str, address: SiteAddress, known: set[str]) -> str | None:
    """Return the path of the file that `link` on the page at `path` names; None where none need be."""
    base = f"{address.prefix}/{path.removesuffix('index.html')}"
    found = find_page_address(link, base, address.origin)
    if found is None:
        return None
    if address.prefix:
        if not found.startswith(f"{address.prefix}/"):
            return None
        found = found.removeprefix(address.prefix)
    if found in known:
        return None
    return find_file_path(found) or found
