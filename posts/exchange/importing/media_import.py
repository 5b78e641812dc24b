"""Images and attachments of imported posts, copied into media."""

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage

from posts import imaging
from posts.exchange.exporting.file_names import build_imported_name, clean_media_path
from posts.exchange.importing.notebook_files import OUTPUT_FOLDER
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.media import library
from posts.models import Picture
from posts.models.media_files import write_media_file

MAX_MEDIA_BYTES = 100 * 1024 * 1024
# Of the file of an output: those of its cell, and of the output in it.
OUTPUT_NUMBERS = re.compile(r"-\d+-\d+$")


class MediaRejectedError(Exception):
    """The file is not accepted into media; the message says why, for people."""


class MediaImporter:
    """Copies files into media, each once, under a name made from its content. A dry run copies none."""

    def __init__(self, *, dry_run: bool, exported_media: Path | None = None) -> None:
        """`exported_media`: the folder of an export of this software whose files keep their names."""
        self.dry_run, self.exported_media = dry_run, exported_media
        self.names_by_path: dict[Path, str] = {}
        self.copied_count = 0
        # How many of the copied images still need smaller variants.
        self.images_without_variants = 0

    def import_file(self, path: Path) -> str:
        """Copy the file at `path` if it is new; return its name in media. Raises MediaRejectedError."""
        if path not in self.names_by_path:
            self.names_by_path[path] = self._copy_file(path)
        return self.names_by_path[path]

    def _copy_file(self, path: Path) -> str:
        file = read_source_file(path)
        data = file.data
        name = self._find_exported_name(path, data) or build_media_name(path, file)
        if OUTPUT_FOLDER in path.parts and not default_storage.exists(name):
            name = find_moved_output(path, data) or name
        # A shorter one was being written when the process or the disk ended.
        if not default_storage.exists(name) or default_storage.size(name) != len(data):
            self.copied_count += 1
            if not self.dry_run:
                write_media_file(name, data)
                self.images_without_variants += file.suffix in IMAGE_SUFFIXES and imaging.may_have_variants(
                    name, len(data)
                )
        if file.suffix in IMAGE_SUFFIXES and not self.dry_run:
            library.get_or_create_picture(name, data, title=path.stem)
        return name

    def _find_exported_name(self, path: Path, data: bytes) -> str:
        """Return the name that an exported file had in media; "" for others, and where it is taken."""
        if self.exported_media is None or not path.is_relative_to(self.exported_media):
            return ""
        exported = path.relative_to(self.exported_media).as_posix()
        digest = hashlib.sha256(data).hexdigest()
        same = Picture.objects.filter(digest=digest).order_by("pk").values_list("name", flat=True)
        known = next((name for name in same if clean_media_path(name) == exported), exported)
        if not default_storage.exists(known):
            return known if clean_media_path(known) == known else ""
        with default_storage.open(known) as file:
            return known if hashlib.sha256(file.read()).hexdigest() == digest else ""


def read_source_file(path: Path) -> imaging.NormalizedImage:
    """Return what is stored of a file that is accepted into media. Raises MediaRejectedError."""
    suffix = path.suffix.lower()
    if suffix not in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
        raise MediaRejectedError(f"files of the kind {suffix or 'without a suffix'} are not taken")
    try:
        if path.stat().st_size > MAX_MEDIA_BYTES:
            raise MediaRejectedError(f"it is bigger than {MAX_MEDIA_BYTES // 1024 // 1024} MB")
        data = read_regular_file(path, MAX_MEDIA_BYTES)
    except OSError as error:
        raise MediaRejectedError(f"it cannot be read: {error.strerror}") from error
    if suffix in IMAGE_SUFFIXES:
        try:
            return imaging.prepare_original(data, suffix)
        except imaging.InvalidImage as error:
            raise MediaRejectedError(str(error)) from error
    return imaging.NormalizedImage(data, suffix)


def find_moved_output(path: Path, data: bytes) -> str:
    """Return the name of the same output of a notebook from when its cell had another number; "" if none."""
    digest, stem = hashlib.sha256(data).hexdigest(), OUTPUT_NUMBERS.sub("", path.stem)
    prefix = build_imported_name(digest, stem, "-")
    same = Picture.objects.filter(digest=digest, name__startswith=prefix).order_by("pk")
    return next(iter(same.values_list("name", flat=True)[:1]), "")


def build_media_name(path: Path, file: imaging.NormalizedImage) -> str:
    """Return `imported/<digest>-<name>.<suffix>`, the same for the same content and name."""
    return build_imported_name(hashlib.sha256(file.data).hexdigest(), path.stem, file.suffix)


def get_media_url(name: str) -> str:
    """Return the address of the media file `name`."""
    return f"{settings.MEDIA_URL}{name}"


def find_media_name(address: str) -> str:
    """Return the name of the media file that has `address`; "" for other addresses."""
    path = address.partition("#")[0]
    is_media = path.startswith(settings.MEDIA_URL)
    return unquote(path.removeprefix(settings.MEDIA_URL)) if is_media else ""
