"""The size of a picture as browsers show it."""

from typing import IO

from PIL import ExifTags, Image

from posts.imaging.decoding import DECODE_ERRORS, OVERSIZE_ERRORS
from posts.imaging.svg_size import get_svg_size

# Orientations (Exif 2.3, section 4.6.4) that turn a picture on its side.
ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})
# An SVG file must name its size within its first bytes.
SVG_HEAD_BYTES = 64 * 1024

ImageSize = tuple[int, int]


def read_image_size(file: IO[bytes], name: str) -> ImageSize | None:
    """Return width and height in pixels of the picture in `file`, as shown; None where it has none."""
    try:
        if name.lower().endswith(".svg"):
            return get_svg_size(file.read(SVG_HEAD_BYTES))
        with Image.open(file) as image:
            return get_upright_size(image)
    except (*OVERSIZE_ERRORS, *DECODE_ERRORS):
        return None


def get_upright_size(image: Image.Image) -> ImageSize:
    """Return width and height after the rotation that browsers apply to a photograph."""
    width, height = image.size
    is_rotated = image.getexif().get(ExifTags.Base.Orientation) in ROTATED_ORIENTATIONS
    return (height, width) if is_rotated else (width, height)
