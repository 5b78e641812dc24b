"""Putting a picture that someone sent into media."""

import secrets
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from posts.images.normalising import normalise
from posts.slugs import shorten, slugify

FOLDER = "uploads"
MAX_STEM = 60


def prepare(data: bytes, name: str) -> ContentFile:
    """Return what `data` becomes in media, under a name made from `name`. Raises `BadImage`."""
    picture = normalise(data)
    return ContentFile(picture.data, safe_name(name, picture.suffix))


def store(data: bytes, name: str) -> str:
    """Put the picture `data` into media and return its name there. Raises `BadImage`."""
    file = prepare(data, name)
    return default_storage.save(f"{FOLDER}/{timezone.localdate():%Y/%m}/{file.name}", file)


def safe_name(name: str, suffix: str) -> str:
    """Return a name that tells the old one, that nobody can guess and that no file system minds."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return f"{shorten(slugify(stem), MAX_STEM) or 'image'}-{secrets.token_hex(6)}{suffix}"
