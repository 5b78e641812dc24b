"""Smaller variants of a picture in media, in the formats that take the fewest bytes.

django-pictures does this for image fields and templates. Our pictures live in
Markdown, so Pillow does it here, and the names tell what was made.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from posts.images.limits import BadImage
from posts.images.normalising import in_plain_mode, in_srgb
from posts.images.raster import UNREADABLE, frame_count, opened
from posts.images.storing import put
from posts.rendering.variants import AVIF, ENOUGH, LADDER, SUFFIXES, WEBP, variant

# Of these there are none: animations would stand still, and drawings have no pixels.
LEFT_ALONE = (".gif", ".svg")
# In bytes: of a smaller file nothing is gained that the longer page would not take back.
WORTHWHILE = 12 * 1024
FORMATS = {AVIF: "AVIF", WEBP: "WEBP"}
# Measured on photographs: a slower AVIF is 2 % smaller at three times the cost, a faster one 25 % larger.
OPTIONS = {AVIF: {"quality": 60, "speed": 8}, WEBP: {"quality": 80, "method": 4}}

Variant = dict[str, bytes]


def may_vary(name: str, size: int) -> bool:
    """Whether smaller variants are worth looking for, of a picture called `name` of `size` bytes."""
    return not name.lower().endswith(LEFT_ALONE) and size >= WORTHWHILE


def make_variants(name: str) -> list[int]:
    """Make those variants of the picture `name` in media that save bytes; return their widths, ascending."""
    if name.lower().endswith(LEFT_ALONE):
        return []
    widths = []
    for width, made in variants_of(read(name)):
        for suffix, content in made.items():
            put(variant(name, width, suffix), content)
        widths.append(width)
    return widths


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def variants_of(data: bytes) -> Iterator[tuple[int, Variant]]:
    """Yield width and content, by suffix, of each variant that takes fewer bytes than `data`."""
    if len(data) < WORTHWHILE:
        return
    try:
        with opened(data) as image:
            if frame_count(image) > 1:
                return
            upright = in_full_colour(in_plain_mode(in_srgb(ImageOps.exif_transpose(image))))
    except BadImage:
        return
    for width in widths_for(upright.width):
        made = encoded(upright, width)
        if made and all(len(content) < len(data) for content in made.values()):
            yield width, made


def widths_for(width: int) -> list[int]:
    """Return the widths to make of a picture of `width` pixels: its own too, if the text needs it."""
    smaller = [step for step in LADDER if step < width]
    return [*smaller, width] if width <= ENOUGH else smaller


def in_full_colour(image: Image.Image) -> Image.Image:
    """Return `image` without a palette: between its colours there are others."""
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def encoded(image: Image.Image, width: int) -> Variant:
    """Return `image` made `width` pixels wide, by suffix; nothing where a format has no room for it."""
    size = (width, max(1, round(image.height * width / image.width)))
    smaller = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    made = {}
    try:
        for suffix in SUFFIXES:
            buffer = BytesIO()
            smaller.save(buffer, FORMATS[suffix], **OPTIONS[suffix])
            made[suffix] = buffer.getvalue()
    except UNREADABLE:
        return {}
    return made


def remove_with_variants(name: str, widths: Sequence[int]) -> None:
    """Delete the file `name` of media, and its variants in `widths`."""
    for each in [variant(name, width, suffix) for width in widths for suffix in SUFFIXES]:
        default_storage.delete(each)
    default_storage.delete(name)
