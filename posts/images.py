"""Pictures: what is in media, and what may come into it."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

MEDIA_REFERENCE = re.compile(re.escape(settings.MEDIA_URL) + r"[^\s\"'<>)\]]+")


def sizes_in(source: str) -> dict[str, tuple[int, int]]:
    """Return width and height in pixels of every picture in media that `source` names, by its URL."""
    found = {}
    for url in set(MEDIA_REFERENCE.findall(source)):
        if size := size_of(url.removeprefix(settings.MEDIA_URL)):
            found[url] = size
    return found


def size_of(name: str) -> tuple[int, int] | None:
    """Return width and height of the picture stored as `name`; None where there is none."""
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            return image.size
    except (OSError, UnidentifiedImageError, ValueError):
        return None
