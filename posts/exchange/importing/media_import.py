"""Files that posts show or offer: found below the old site's folder, copied into media."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts import imaging
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES
from posts.media import library
from posts.slugs import slugify, truncate_slug

MAX_BYTES = 100 * 1024 * 1024
FOLDER = "imported"


class NotTakenError(Exception):
    """The file may not come into media; the message says why."""


class Media:
    """Copies files into media, each once, under a name made from its content."""

    def __init__(self, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.names: dict[Path, str] = {}
        self.copied = 0
        # Pictures among them that have no smaller variants yet, and may gain by them.
        self.in_one_size = 0

    def take(self, path: Path) -> str:
        """Return the name in media of the file at `path`, copied there if need be. Raises NotTakenError."""
        if path not in self.names:
            self.names[path] = self._copy(path)
        return self.names[path]

    def _copy(self, path: Path) -> str:
        data = read(path)
        name = media_name(path, data)
        if not default_storage.exists(name):
            self.copied += 1
            if not self.dry_run:
                default_storage.save(name, ContentFile(data))
                self.in_one_size += path.suffix.lower() in IMAGE_SUFFIXES and imaging.may_have_variants(
                    name, len(data)
                )
        if path.suffix.lower() in IMAGE_SUFFIXES and not self.dry_run:
            library.get_or_create_picture(name, data, title=path.stem)
        return name


def read(path: Path) -> bytes:
    """Return the bytes of a file that may come into media. Raises NotTakenError."""
    suffix = path.suffix.lower()
    if suffix not in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
        raise NotTakenError(f"files of the kind {suffix or 'without a suffix'} are not taken")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NotTakenError(f"it is bigger than {MAX_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise NotTakenError(f"it cannot be read: {error.strerror}") from error
    if suffix in IMAGE_SUFFIXES:
        try:
            imaging.check_image(data)
        except imaging.InvalidImage as error:
            raise NotTakenError(str(error)) from error
    return data


def media_name(path: Path, data: bytes) -> str:
    """Return `imported/<digest>-<name>.<suffix>`, the same for the same content and name."""
    digest = hashlib.sha256(data).hexdigest()[:12]
    stem = truncate_slug(slugify(path.stem), 60)
    return f"{FOLDER}/{'-'.join(filter(None, (digest, stem)))}{path.suffix.lower()}"


def url(name: str) -> str:
    return f"{settings.MEDIA_URL}{name}"
