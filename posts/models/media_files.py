"""How large the pictures in media are, so that a page can hold their place."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from PIL import ExifTags, Image

from posts.imaging.decoding import DECODE_ERRORS, OVERSIZE_ERRORS
from posts.imaging.svg import get_svg_size

MEDIA_PREFIX = str(settings.MEDIA_URL)
MEDIA_REFERENCE = re.compile(re.escape(MEDIA_PREFIX) + r"[^\s\"'<>)\]]+")
# Orientations (Exif 2.3, section 4.6.4) that turn a picture on its side.
ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})
# Where a drawing must have named its size.
SVG_HEAD_BYTES = 64 * 1024

ImageSize = tuple[int, int]


def find_media_references(source: str) -> dict[str, str]:
    """Return the name of every file in media that `source` refers to, by its URL as it is written there."""
    urls = set(MEDIA_REFERENCE.findall(source))
    return {url: unquote(url.removeprefix(MEDIA_PREFIX)) for url in urls}


def replace_media_reference(source: str, name: str, url: str) -> str:
    """Return `source` with every reference to the file `name` of media leading to `url`."""
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
            if name.lower().endswith(".svg"):
                return get_svg_size(file.read(SVG_HEAD_BYTES))
            with Image.open(file) as image:
                return get_upright_size(image)
    except (SuspiciousOperation, *OVERSIZE_ERRORS, *DECODE_ERRORS):
        return None


def get_upright_size(image: Image.Image) -> ImageSize:
    """Return width and height after the turn that browsers give a photograph."""
    width, height = image.size
    on_its_side = image.getexif().get(ExifTags.Base.Orientation) in ROTATED_ORIENTATIONS
    return (height, width) if on_its_side else (width, height)
