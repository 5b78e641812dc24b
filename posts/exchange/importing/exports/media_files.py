"""Media of an export: found in a folder of uploads beside it, or fetched from the old site."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from posts.exchange.importing.exports.addresses import list_addresses
from posts.exchange.importing.exports.converted import ConversionOptions, ConversionReport
from posts.exchange.importing.exports.source_files import place_file
from posts.exchange.importing.media_import import MAX_MEDIA_BYTES
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES
from posts.exchange.importing.records.regular_files import list_folder
from posts.media.remote import FetchError, fetch_remote_file

UPLOADS = re.compile(
    r"/(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|usr/uploads|upload|files)/(?P<name>.+)$"
)
MISSING_MEDIA_NOTE = "picture or file missing"
UPLOAD_FOLDERS = ("wp-content/uploads", "uploads", "usr/uploads", "upload", "attachments/upload", "")
SIZE_IN_NAME = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled)(?=\.\w{2,5}$)")
WORDPRESS_FILES = ".files.wordpress.com"
FETCH_SECONDS = 60.0
UPLOADS_TARGET = "uploads"


class MediaFiles:
    """Puts files that posts name below the folder of the import, and gives the addresses they have there."""

    def __init__(
        self,
        source: Path,
        folder: Path,
        hosts: set[str],
        options: ConversionOptions,
        report: ConversionReport,
    ) -> None:
        self.folder, self.hosts, self.options, self.report = folder, hosts, options, report
        self.upload_folders = list_upload_folders(source if source.is_dir() else source.parent)
        self.places: dict[str, str] = {}
        self.names: dict[str, str] = {}
        # Names of uploads that are no smaller size of another, whatever they are called.
        self.originals: set[str] = set()

    def find_address(self, url: str) -> str:
        """Return the address below the folder of the file that `url` is of; "" where it is not here."""
        name = self.get_upload_name(url)
        if not name:
            return ""
        if name not in self.places:
            self.places[name] = self.place_upload(name, url)
        return self.places[name]

    def get_upload_name(self, url: str) -> str:
        """Return the name below the uploads of the old site, such as `2019/03/a.jpg`; "" for other files."""
        if url not in self.names:
            self.names[url] = self.find_upload_name(url)
        return self.names[url]

    def find_upload_name(self, url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        if parts.hostname and parts.hostname not in self.hosts:
            return ""
        path = unquote(parts.path)
        suffix = PurePosixPath(path).suffix.lower()
        if suffix not in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES or ".." in PurePosixPath(path).parts:
            return ""
        if found := UPLOADS.match(path):
            return found["name"]
        return path.strip("/") if parts.hostname else ""

    def list_missing(self, html: str) -> list[str]:
        """Return the addresses of files of the old site that `html` names still: they are not here."""
        return [
            url for url in list_addresses(html) if self.get_upload_name(url) and not self.find_address(url)
        ]

    def get_site_path(self, url: str) -> str | None:
        """Return the path of an address on the old site; None for other sites."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https", ""} or (parts.hostname and parts.hostname not in self.hosts):
            return None
        return unquote(parts.path)

    def place_upload(self, name: str, url: str) -> str:
        """Put the upload called `name` below the folder: in its full size, if that is here."""
        bare = name if name in self.originals else SIZE_IN_NAME.sub("", name)
        names = dict.fromkeys((bare, name))
        for each in names:
            for uploads in self.upload_folders:
                file = uploads / each
                if is_within(file, uploads) and place_file(file, self.folder, f"{UPLOADS_TARGET}/{each}"):
                    return f"/{UPLOADS_TARGET}/{each}"
        if self.options.fetch_media and url.startswith(("http://", "https://")):
            return next(filter(None, (self.fetch_upload(each, name, url) for each in names)), "")
        return ""

    def fetch_upload(self, wanted: str, name: str, url: str) -> str:
        """Fetch the file `wanted`; `url` is the address of the file `name`, the same or a smaller one."""
        address = url.partition("?")[0].partition("#")[0]
        self.options.on_fetch()
        if wanted != name:
            address = SIZE_IN_NAME.sub("", address)
        try:
            data = fetch_remote_file(address, limit=MAX_MEDIA_BYTES, seconds=FETCH_SECONDS)
            target = self.folder / UPLOADS_TARGET / wanted
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except (FetchError, OSError) as error:
            if wanted == name:
                self.report.add_note("not fetched", f"{address}: {error}")
            return ""
        self.report.counts["files fetched"] += 1
        return f"/{UPLOADS_TARGET}/{wanted}"


def list_upload_folders(base: Path) -> list[Path]:
    """Return the folders at or in `base` that may hold the uploads of the old site."""
    holders = [base, *(child for child in list_folder(base) if child.is_dir() and not child.is_symlink())]
    folders = [holder / name for holder in holders[:50] for name in UPLOAD_FOLDERS]
    return [folder for folder in folders if folder.is_dir()]


def is_within(file: Path, folder: Path) -> bool:
    """Whether the file is there, and no link leads out of `folder`."""
    try:
        return file.is_file() and file.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False
