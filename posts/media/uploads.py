"""Uploads: a picture that someone sent, verified and stored in media."""

import secrets
from contextlib import AbstractContextManager
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils import timezone

from posts.imaging import normalize_image
from posts.models.machine_slots import take_slot
from posts.models.media_files import write_media_file
from posts.models.slugs import slugify, truncate_slug

UPLOAD_FOLDER = "uploads"
MAX_STEM_LENGTH = 60
DECODING_WAIT_SECONDS, DECODING_RETRY_SECONDS = 10.0, 5


def take_decoding_slot() -> AbstractContextManager[None]:
    """Let one picture at a time be decoded on this machine: each takes tens of megabytes.

    Raises `NoFreeSlot` where the others take long.
    """
    return take_slot("picture", wait_seconds=DECODING_WAIT_SECONDS, retry_after=DECODING_RETRY_SECONDS)


def prepare_upload(data: bytes, name: str) -> ContentFile:
    """Normalize the picture `data` and name it after `name`. Raises `InvalidImage` and `NoFreeSlot`."""
    with take_decoding_slot():
        picture = normalize_image(data)
    return ContentFile(picture.data, make_safe_name(name, picture.suffix))


def store_upload(data: bytes, name: str) -> str:
    """Store the picture `data` in media and return its name. Raises `InvalidImage` and OSError."""
    return store_prepared_file(prepare_upload(data, name))


def store_prepared_file(file: ContentFile) -> str:
    """Store what `prepare_upload` returned and return its name in media. Raises OSError."""
    name = f"{UPLOAD_FOLDER}/{timezone.localdate():%Y/%m}/{file.name}"
    return write_media_file(name, file.read())


def make_safe_name(name: str, suffix: str) -> str:
    """Return a file name made from `name` that is safe on every file system and cannot be guessed."""
    return (
        f"{truncate_slug(slugify(get_stem(name)), MAX_STEM_LENGTH) or 'image'}-{secrets.token_hex(6)}{suffix}"
    )


def get_stem(name: str) -> str:
    """Return the name of an uploaded file without folders and suffix."""
    return PurePosixPath(name.replace("\\", "/")).stem
