"""Files in media: references to them in a text, their sizes, and writing and deleting them."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.imaging import ImageSize, read_image_size
from posts.rendering.responsive_images import VARIANT_SUFFIXES, variant_path

MEDIA_PREFIX = str(settings.MEDIA_URL)
MEDIA_REFERENCE = re.compile(re.escape(MEDIA_PREFIX) + r"[^\s\"'<>)\]]+")


def find_media_references(source: str) -> dict[str, str]:
    """Return the name of every file in media that `source` refers to, by its URL as written there."""
    urls = set(MEDIA_REFERENCE.findall(source))
    return {url: unquote(url.removeprefix(MEDIA_PREFIX)) for url in urls}


def replace_media_reference(source: str, name: str, url: str) -> str:
    """Return `source` with `url` in the place of every reference to the file `name` of media."""
    names = find_media_references(source)
    return MEDIA_REFERENCE.sub(lambda match: url if names[match[0]] == name else match[0], source)


def measure_images(source: str, known: Mapping[str, Sequence[int]] = {}) -> dict[str, Sequence[int]]:
    """Return width and height in pixels of every picture in media that `source` names, by its URL.

    What is `known` of a name is returned as it is; the other files are opened, each once.
    """
    names = find_media_references(source)
    sizes = dict(known) | {name: measure_image(name) or () for name in {*names.values()} - known.keys()}
    return {url: sizes[name] for url, name in names.items() if sizes[name]}


def measure_image(name: str) -> ImageSize | None:
    """Return width and height of the picture stored as `name`, as shown; None where there is none."""
    try:
        with default_storage.open(name) as file:
            return read_image_size(file, name)
    except (SuspiciousOperation, OSError, ValueError):
        return None


def read_media_file(name: str) -> bytes:
    """Return the content of the file `name` of media. Raises OSError."""
    with default_storage.open(name) as file:
        return bytes(file.read())


def write_media_file(name: str, content: bytes) -> str:
    """Make `content` the file `name` of media, replacing it. Raises OSError; then nothing is left."""
    default_storage.delete(name)
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError:
        # A full disk holds the beginning.
        with suppress(OSError):
            default_storage.delete(name)
        raise


def delete_with_variants(name: str, widths: Sequence[int]) -> None:
    """Delete the file `name` of media, and its variants in `widths`."""
    for each in [variant_path(name, width, suffix) for width in widths for suffix in VARIANT_SUFFIXES]:
        default_storage.delete(each)
    default_storage.delete(name)
