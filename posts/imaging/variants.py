"""Smaller variants of a picture, in the formats that take the fewest bytes.

django-pictures does this for image fields and templates. Our pictures stand in
Markdown, so Pillow does it here, and the file names tell width and format.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from posts.imaging.decoding import DECODE_ERRORS, count_frames, open_image
from posts.imaging.limits import InvalidImage
from posts.imaging.memory import reduce_while_decoding
from posts.imaging.normalization import convert_to_plain_mode, convert_to_srgb
from posts.rendering.responsive_images import AVIF, LARGEST_VARIANT, VARIANT_SUFFIXES, VARIANT_WIDTHS, WEBP

# These have no variants: animations would stand still, and drawings have no pixels.
FIXED_SUFFIXES = (".gif", ".svg")
# Bytes: a smaller file saves less than the longer markup costs.
MIN_VARIANT_BYTES = 12 * 1024
VARIANT_FORMATS = {AVIF: "AVIF", WEBP: "WEBP"}
# Measured on photographs: a slower AVIF is 2 % smaller at three times the cost, a faster one 25 % larger.
VARIANT_OPTIONS = {AVIF: {"quality": 60, "speed": 8}, WEBP: {"quality": 80, "method": 4}}

VariantFiles = dict[str, bytes]


def has_fixed_size(name: str) -> bool:
    """Whether the file `name` is of a kind that has no variants."""
    return name.lower().endswith(FIXED_SUFFIXES)


def may_have_variants(name: str, size: int) -> bool:
    """Whether a picture called `name`, of `size` bytes, may gain from smaller variants."""
    return not has_fixed_size(name) and size >= MIN_VARIANT_BYTES


def encode_variants(data: bytes) -> Iterator[tuple[int, VariantFiles]]:
    """Yield the width and the files, by suffix, of each variant that is smaller than `data`."""
    if len(data) < MIN_VARIANT_BYTES:
        return
    try:
        with open_image(data) as image:
            if count_frames(image) > 1:
                return
            reduce_while_decoding(image, image.size)
            upright = convert_to_full_colour(
                convert_to_plain_mode(convert_to_srgb(ImageOps.exif_transpose(image)))
            )
    except InvalidImage:
        return
    for width in get_variant_widths(upright.width):
        files = encode_variant(upright, width)
        if files and all(len(content) < len(data) for content in files.values()):
            yield width, files


def get_variant_widths(width: int) -> list[int]:
    """Return the widths to encode of a picture `width` pixels wide; its own too, where the text needs it."""
    smaller = [step for step in VARIANT_WIDTHS if step < width]
    return [*smaller, width] if width <= LARGEST_VARIANT else smaller


def convert_to_full_colour(image: Image.Image) -> Image.Image:
    """Return `image` without a palette: resampling needs colours between those of one."""
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def encode_variant(image: Image.Image, width: int) -> VariantFiles:
    """Return `image` resized to `width` pixels, by suffix; empty where a format cannot hold it."""
    size = (width, max(1, round(image.height * width / image.width)))
    smaller = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    files = {}
    try:
        for suffix in VARIANT_SUFFIXES:
            buffer = BytesIO()
            smaller.save(buffer, VARIANT_FORMATS[suffix], **VARIANT_OPTIONS[suffix])
            files[suffix] = buffer.getvalue()
    except DECODE_ERRORS:
        return {}
    return files
