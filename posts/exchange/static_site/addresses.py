"""Addresses of pages: as links name them, as the site is asked for them, and as files.

A page is known by its decoded path, and its number where it is a further page of a list: `/tags/图/?page=2`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

# The site has this address while it is asked for pages that move below a path of another site.
PLACEHOLDER_ORIGIN = "https://export-site.invalid"
PAGE_FOLDER = re.compile(r"(?P<path>.*/)page/(?P<number>[1-9][0-9]*)/")
SITEMAP_PART = re.compile(r"(/sitemap-[\w-]+)\.xml\?p=(\d+)")
MAX_NAME_BYTES = 255  # of a file, on all systems
# Attributes of our tags that hold addresses.
ROOTED_ATTRIBUTE = re.compile(r'(?<=\s)(action|cite|data-index|data-url|href|poster|src|srcset)="(/[^"]*)"')
OPENING_TAG = re.compile(r"<\??[a-zA-Z][^<>]*>")
SRCSET_PATH = re.compile(r"(?:^|(?<=, ))/(?!/)")


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """Where files will be served: `origin`, such as https://example.org, and below it `prefix`, "" or /b."""

    origin: str
    prefix: str = ""

    @property
    def asked_origin(self) -> str:
        """The origin under which the site is asked for its pages."""
        return PLACEHOLDER_ORIGIN if self.prefix else self.origin

    def move_addresses(self, text: str) -> str:
        """Return `text`, a page, feed or manifest, with all addresses of the site below `prefix`."""
        if not self.prefix:
            return text
        text = text.replace(PLACEHOLDER_ORIGIN, f"{self.origin}{self.prefix}")
        return OPENING_TAG.sub(lambda tag: ROOTED_ATTRIBUTE.sub(self._move_attribute, tag[0]), text)

    def _move_attribute(self, match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        if name == "srcset":
            return f'{name}="{SRCSET_PATH.sub(f"{self.prefix}/", value)}"'
        return match[0] if value.startswith("//") else f'{name}="{self.prefix}{value}"'


def parse_site_address(url: str) -> SiteAddress:
    """Return the address that `url` names. Raises ValueError."""
    match = re.fullmatch(r"(https?://[^/\s:@?#]+(?::\d{1,5})?)((?:/[\w.~-]+)*)/?", url)
    if not match:
        raise ValueError(f"An address is https://example.org or https://example.org/blog, not {url!r}.")
    return SiteAddress(match[1], match[2])


def find_page_address(link: str, base: str, origin: str) -> str | None:
    """Return the address of the page of this site that `link` on the page at `base` names; None for others.

    Of a query only what makes another file is kept.
    """
    if not link or link.startswith("#"):
        return None
    if link.startswith("/") and not link.startswith("//"):
        return find_rooted_address(link)  # most are, and the same on every page
    try:
        parts = urlsplit(urljoin(f"{origin}{quote(base.partition('?')[0])}", link.strip()))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return None
    return find_rooted_address(f"{parts.path or '/'}?{parts.query}")


@lru_cache(maxsize=65_536)
def find_rooted_address(link: str) -> str:
    """Return the address of the page that a rooted `link` leads to."""
    parts = urlsplit(f"https:{link}" if link.startswith("//") else link)
    path = unquote(parts.path) or "/"
    if match := PAGE_FOLDER.fullmatch(path):
        return f"{match['path']}?page={match['number']}" if match["number"] != "1" else match["path"]
    return path + find_kept_query(path, parts.query)


def find_kept_query(path: str, query: str) -> str:
    """Return the part of `query` that makes another file of `path`, with its question mark; "" for none."""
    name = "page" if path.endswith("/") else "p" if path.startswith("/sitemap-") else ""
    number = parse_qs(query).get(name, [""])[0] if name else ""
    return f"?{name}={number}" if re.fullmatch("[1-9][0-9]*", number) and number != "1" else ""


def get_file_path(address: str) -> str:
    """Return the path of the file for the page at `address`, below the folder. Raises ValueError for none."""
    path, _, query = address.partition("?")
    if query.startswith("page="):
        path = f"{path}page/{query.removeprefix('page=')}/"
    elif query.startswith("p="):
        path = f"{path.removesuffix('.xml')}-{query.removeprefix('p=')}.xml"
    relative = f"{path}index.html" if path.endswith("/") else path
    names = relative.removeprefix("/").split("/")
    if any(not is_file_name(name) for name in names):
        raise ValueError(f"{path}: no file can have this name")
    return str(PurePosixPath(*names))


def find_file_path(address: str) -> str:
    """Return the path of the file for the page at `address`; "" where no file can have its name."""
    try:
        return get_file_path(address)
    except ValueError:
        return ""


def is_file_name(name: str) -> bool:
    """Whether a file or folder can have `name`, one part of a path."""
    return name not in {"", ".", ".."} and "\0" not in name and len(name.encode()) <= MAX_NAME_BYTES


def rename_sitemap_parts(text: str) -> str:
    """Return a sitemap index that names its further files as they are stored."""
    return SITEMAP_PART.sub(r"\1-\2.xml", text)
