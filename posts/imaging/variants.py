"""Smaller variants of a picture, in the formats that take the fewest bytes.

django-pictures does this for image fields and templates. Our pictures stand in
Markdown, so Pillow does it here, and the file names tell width and format.
"""

import math
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from posts.imaging.decoding import DECODE_ERRORS, count_frames, open_image
from posts.imaging.limits import InvalidImage
from posts.imaging.memory import reduce_while_decoding
from posts.imaging.normalization import convert_to_plain_mode, convert_to_srgb
from posts.imaging.sizes import ImageSize, get_upright_size
from posts.rendering.responsive_images import AVIF, LARGEST_VARIANT, VARIANT_SUFFIXES, VARIANT_WIDTHS, WEBP

# Which can be decoded at a half, a quarter or an eighth of their size.
JPEG_FORMATS = frozenset({"JPEG", "MPO"})
# These have no variants: animations would stand still, and drawings have no pixels.
FIXED_SUFFIXES = (".gif", ".svg")
# Bytes: a smaller file saves less than the longer markup costs.
MIN_VARIANT_BYTES = 12 * 1024
VARIANT_FORMATS = {AVIF: "AVIF", WEBP: "WEBP"}
# Measured (docs/decisions/picture-variants.md): speed 8 takes four times as long for files 8 % smaller.
VARIANT_OPTIONS = {AVIF: {"quality": 61, "speed": 9}, WEBP: {"quality": 80, "method": 2}}

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
            # Not of a PNG, whose Exif data, with the rotation, may stand behind its pixels.
            jpeg_size = get_upright_size(image) if image.format in JPEG_FORMATS else None
            reduce_while_decoding(image, get_decoded_size(image, jpeg_size) if jpeg_size else image.size)
            upright = convert_to_full_colour(
                convert_to_plain_mode(convert_to_srgb(ImageOps.exif_transpose(image)))
            )
    except InvalidImage:
        return
    for smaller in reversed([*shrink_by_steps(upright, jpeg_size or upright.size)]):
        files = encode_variant(smaller)
        if files and all(len(content) < len(data) for content in files.values()):
            yield smaller.width, files


def get_decoded_size(image: Image.Image, upright_size: ImageSize) -> ImageSize:
    """Return the size, as stored, that `image` is needed at for its largest variant."""
    scale = min(1.0, LARGEST_VARIANT / upright_size[0])
    return math.ceil(image.width * scale), math.ceil(image.height * scale)


def get_variant_widths(width: int) -> list[int]:
    """Return the widths to encode of a picture `width` pixels wide; its own too, where the text needs it."""
    smaller = [step for step in VARIANT_WIDTHS if step < width]
    return [*smaller, width] if width <= LARGEST_VARIANT else smaller


def convert_to_full_colour(image: Image.Image) -> Image.Image:
    """Return `image` without a palette: resampling needs colours between those of one."""
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def shrink_by_steps(image: Image.Image, size: ImageSize) -> Iterator[Image.Image]:
    """Yield `image`, whose file has `size`, at each width of a variant, each made of the one before it."""
    for width in reversed(get_variant_widths(size[0])):
        smaller_size = (width, max(1, round(size[1] * width / size[0])))
        if smaller_size != image.size:
            image = image.resize(smaller_size, Image.Resampling.LANCZOS, reducing_gap=3)
        yield image


def encode_variant(image: Image.Image) -> VariantFiles:
    """Return `image` by suffix; empty where a format cannot hold it."""
    files = {}
    try:
        for suffix in VARIANT_SUFFIXES:
            buffer = BytesIO()
            image.save(buffer, VARIANT_FORMATS[suffix], **VARIANT_OPTIONS[suffix])
            files[suffix] = buffer.getvalue()
    except DECODE_ERRORS:
        return {}
    return files
