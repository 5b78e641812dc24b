"""How large the pictures in media are, so that a page can hold their place."""

import re
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from PIL import ExifTags, Image

from posts.images.raster import TOO_BIG, UNREADABLE
from posts.images.svg import svg_size

MEDIA_REFERENCE = re.compile(re.escape(settings.MEDIA_URL) + r"[^\s\"'<>)\]]+")
# Orientations (Exif 2.3, section 4.6.4) that turn a picture on its side.
ON_ITS_SIDE = frozenset({5, 6, 7, 8})
# Where a drawing must have named its size.
SVG_HEAD = 64 * 1024


def sizes_in(source: str) -> dict[str, tuple[int, int]]:
    """Return width and height in pixels of every picture in media that `source` names, by its URL."""
    found = {}
    for url in set(MEDIA_REFERENCE.findall(source)):
        if size := size_of(unquote(url.removeprefix(settings.MEDIA_URL))):
            found[url] = size
    return found


def size_of(name: str) -> tuple[int, int] | None:
    """Return width and height of the picture stored as `name`, as shown; None where there is none."""
    try:
        with default_storage.open(name) as file:
            if name.lower().endswith(".svg"):
                return svg_size(file.read(SVG_HEAD))
            with Image.open(file) as image:
                return shown_size(image)
    except (SuspiciousOperation, *TOO_BIG, *UNREADABLE):
        return None


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height after the turn that browsers give a photograph."""
    width, height = image.size
    on_its_side = image.getexif().get(ExifTags.Base.Orientation) in ON_ITS_SIDE
    return (height, width) if on_its_side else (width, height)
