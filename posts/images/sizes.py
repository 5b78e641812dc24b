"""How large the pictures in media are, so that a page can hold their place."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from PIL import ExifTags, Image

from posts.images.raster import TOO_BIG, UNREADABLE
from posts.images.svg import svg_size

MEDIA = str(settings.MEDIA_URL)
MEDIA_REFERENCE = re.compile(re.escape(MEDIA) + r"[^\s\"'<>)\]]+")
# Orientations (Exif 2.3, section 4.6.4) that turn a picture on its side.
ON_ITS_SIDE = frozenset({5, 6, 7, 8})
# Where a drawing must have named its size.
SVG_HEAD = 64 * 1024

Size = tuple[int, int]


def references(source: str) -> dict[str, str]:
    """Return the name of every file in media that `source` refers to, by its URL as it is written there."""
    urls = set(MEDIA_REFERENCE.findall(source))
    return {url: unquote(url.removeprefix(MEDIA)) for url in urls}


def with_picture(source: str, name: str, url: str) -> str:
    """Return `source` with every reference to the file `name` of media leading to `url`."""
    names = references(source)
    return MEDIA_REFERENCE.sub(lambda match: url if names[match[0]] == name else match[0], source)


def sizes_in(source: str, known: Mapping[str, Sequence[int]] = {}) -> dict[str, Sequence[int]]:
    """Return width and height in pixels of every picture in media that `source` names, by its URL.

    What is `known` of a name is returned as it is; the other files are opened, each once.
    """
    names = references(source)
    sizes = dict(known) | {name: size_of(name) or () for name in {*names.values()} - known.keys()}
    return {url: sizes[name] for url, name in names.items() if sizes[name]}


def size_of(name: str) -> Size | None:
    """Return width and height of the picture stored as `name`, as shown; None where there is none."""
    try:
        with default_storage.open(name) as file:
            if name.lower().endswith(".svg"):
                return svg_size(file.read(SVG_HEAD))
            with Image.open(file) as image:
                return shown_size(image)
    except (SuspiciousOperation, *TOO_BIG, *UNREADABLE):
        return None


def shown_size(image: Image.Image) -> Size:
    """Return width and height after the turn that browsers give a photograph."""
    width, height = image.size
    on_its_side = image.getexif().get(ExifTags.Base.Orientation) in ON_ITS_SIDE
    return (height, width) if on_its_side else (width, height)
