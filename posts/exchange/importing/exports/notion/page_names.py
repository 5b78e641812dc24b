"""Names of Notion's files: a title, perhaps cut, and the identity of the page in 32 hexadecimal digits."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from uuid import UUID

PAGE_NAME = re.compile(r"(?:(?P<title>.*?)[ -])?(?P<id>[0-9a-f]{32})(?P<all>_all)?", re.DOTALL)
NOTION_HOSTS = ("notion.so", "notion.site", "notion.com")
LINKED_ID = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])"
)


def split_page_name(stem: str) -> tuple[str, UUID | None]:
    """Return the title in the name of a file or folder, without suffix, and whose it is; None for others."""
    match = PAGE_NAME.fullmatch(stem)
    return ((match["title"] or "").strip(), UUID(match["id"])) if match else (stem, None)


def find_linked_id(address: str) -> UUID | None:
    """Return the identity of the page that a link leads to, by its file or at Notion; None for others."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    host = parts.hostname or ""
    if host and not host.endswith(NOTION_HOSTS):
        return None
    name = PurePosixPath(unquote(parts.path)).name
    found = LINKED_ID.findall(name if host else PurePosixPath(name).stem.removesuffix("_all"))
    return UUID(found[-1]) if found else None
