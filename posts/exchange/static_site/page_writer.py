"""Writes the file of one address: asks the site for it, unless it is known to be the same still."""

import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import resolve

from posts.exchange.static_site.addresses import (
    SiteAddress,
    find_page_address,
    get_file_path,
    rename_sitemap_parts,
)
from posts.exchange.static_site.folder import copy_file, hash_content, write_file
from posts.exchange.static_site.links import find_linked_addresses
from posts.exchange.static_site.read_rows import ReadRows, is_unchanged
from posts.exchange.static_site.site_requests import SiteRequests, is_public_route, may_be_stored

WRITTEN, UNCHANGED, REDIRECTED, MISSING, LEFT_OUT, FAILED = (
    "written", "unchanged", "redirected", "missing", "left out", "failed",
)  # fmt: skip
TEXT_TYPES = ("text/", "application/xml", "application/rss+xml", "application/atom+xml")
JSON_TYPES = ("application/json", "application/feed+json", "application/manifest+json")
STATIC_SCRIPT_TYPES = ("application/javascript",)
LEADING_STATUSES = {301, 302, 307, 308}


@dataclass(slots=True)
class PageReport:
    """What became of an address. `links` are addresses of this site; `target` is where it redirects to.

    `rows` and `hash` are kept for the next run; `reason` says why something failed.
    """

    address: str
    outcome: str
    path: str = ""
    hash: str = ""
    stamp: tuple[int, int] = (0, 0)
    links: list[str] = field(default_factory=list)
    target: str = ""
    rows: dict[str, Any] | None = None
    reason: str = ""

    @property
    def is_file(self) -> bool:
        return self.outcome in {WRITTEN, UNCHANGED}


class PageWriter:
    """Writes pages below `root`; to be made and used within `use_site_address`."""

    def __init__(self, root: Path, address: SiteAddress, *, link_media: bool = False) -> None:
        self.root, self.address, self.link_media = root, address, link_media
        self.requests = SiteRequests(address)

    def write_page(self, address: str, known: dict[str, Any] | None = None) -> PageReport:
        """Write the file of `address`; `known` is what the last run's report had of it."""
        try:
            path = get_file_path(address)
            if address.startswith(settings.MEDIA_URL):
                return self.write_media(address, path)
            if address.startswith(settings.STATIC_URL):
                return self.write_static(address, path)
            if known and self.is_current(path, known):
                stamp = tuple(known["stamp"])
                return PageReport(
                    address, UNCHANGED, path, known["hash"], stamp, known["links"], rows=known["rows"]
                )
            return self.write_response(address, path)
        # One page that cannot be made stops no other; nor can every error be sent from a worker.
        except Exception as error:  # noqa: BLE001
            return report_failure(address, error)

    def is_current(self, path: str, known: dict[str, Any]) -> bool:
        """Whether the file at `path` is as the last run left it, and what it was made from, too."""
        return known["stamp"] == list(get_stamp(self.root / path)) and is_unchanged(known["rows"])

    def write_response(self, address: str, path: str) -> PageReport:
        if not is_public_route(address.partition("?")[0]):
            return PageReport(address, LEFT_OUT)
        rows = ReadRows()
        with rows.record():
            response = self.requests.get(address)
        if response.status_code in LEADING_STATUSES:
            return self.report_redirect(address, response)
        if response.status_code != 200:
            outcome = MISSING if response.status_code in {404, 410} else FAILED
            return PageReport(address, outcome, reason=f"status {response.status_code}")
        if not may_be_stored(response):
            return PageReport(address, LEFT_OUT)
        data = b"".join(response) if response.streaming else response.content
        report = self.write_data(address, path, data, response.get("Content-Type", ""))
        report.rows = rows.as_json()
        return report

    def report_redirect(self, address: str, response: Any) -> PageReport:
        target = find_page_address(response["Location"], address, self.address.asked_origin)
        return PageReport(address, REDIRECTED, target=target or response["Location"])

    def find_redirect(self, address: str) -> PageReport:
        """Return a report of where the site leads who asks for `address`; without a target for a page."""
        response = self.requests.get(address)
        if response.status_code in LEADING_STATUSES:
            return self.report_redirect(address, response)
        return PageReport(address, MISSING)

    def write_data(self, address: str, path: str, data: bytes, content_type: str) -> PageReport:
        """Write `data`, with its addresses moved; find the links in it."""
        links: list[str] = []
        if content_type.startswith((*TEXT_TYPES, *JSON_TYPES, *STATIC_SCRIPT_TYPES)):
            text = data.decode()
            links = self.find_site_links(text, content_type, address)
            data = self.move_text(address, text, content_type).encode()
        outcome = WRITTEN if write_file(self.root, path, data) else UNCHANGED
        return PageReport(
            address, outcome, path, hash_content(data), get_stamp(self.root / path), links=links
        )

    def find_site_links(self, text: str, content_type: str, address: str) -> list[str]:
        """Return the addresses of this site that `text` links to."""
        found = (
            find_page_address(link, address, self.address.asked_origin)
            for link in find_linked_addresses(text, content_type)
        )
        return sorted({link for link in found if link})

    def move_text(self, address: str, text: str, content_type: str) -> str:
        if address == "/sitemap.xml":
            text = rename_sitemap_parts(text)
        if self.address.prefix and content_type.startswith("application/manifest+json"):
            text = text.replace('"/', f'"{self.address.prefix}/')
        return self.address.move_addresses(text)

    def write_missing_page(self) -> PageReport:
        """Write the page that is shown for what is not there."""
        try:
            response: Any = self.requests.get_missing_page()
            return self.write_data("/404.html", "404.html", response.content, "text/html")
        except Exception as error:  # noqa: BLE001  (as for all other pages)
            return report_failure("/404.html", error)

    def write_static(self, address: str, path: str) -> PageReport:
        """Write a static file, as `collectstatic` made it."""
        data = read_static_file(address.removeprefix(settings.STATIC_URL))
        if data is None:
            return PageReport(address, MISSING, reason="no such static file")
        content_type = mimetypes.guess_type(path)[0] or ""
        links = []
        if content_type in {"text/css", "text/javascript"}:
            links = self.find_site_links(data.decode(), content_type, address)
        outcome = WRITTEN if write_file(self.root, path, data) else UNCHANGED
        return PageReport(address, outcome, path, hash_content(data), links=links)

    def write_media(self, address: str, path: str) -> PageReport:
        """Write a file of media: copied, or the same file where that was asked for."""
        match = resolve(address)
        name = match.kwargs["name"]
        try:
            if isinstance(default_storage._wrapped, FileSystemStorage):  # type: ignore[attr-defined]
                source = Path(default_storage.path(name))
                is_new = copy_file(self.root, path, source, link=self.link_media)
            else:
                with default_storage.open(name) as file:
                    is_new = write_file(self.root, path, file.read())
        except FileNotFoundError:
            return PageReport(address, MISSING, reason="no such file in media")
        stamp = get_stamp(self.root / path)
        return PageReport(address, WRITTEN if is_new else UNCHANGED, path, f"size-{stamp[0]}", stamp)


def report_failure(address: str, error: Exception) -> PageReport:
    reason = getattr(error, "strerror", "") or str(error) or type(error).__name__
    return PageReport(address, FAILED, reason=reason)


def get_stamp(path: Path) -> tuple[int, int]:
    """Return size and time of change of the file at `path`; zeros where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def read_static_file(name: str) -> bytes | None:
    """Return the static file `name`, collected or, where that was not done, as it is in the source."""
    try:
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    except (OSError, ValueError):
        found = finders.find(name)
        return Path(found).read_bytes() if found else None
