"""Normalization of uploads: upright, sRGB, without metadata, no larger than a page shows."""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

from posts.imaging.decoding import check_frame_count, count_frames, open_image
from posts.imaging.limits import MAX_SIDE, MAX_STRIP_HEIGHT, STRIP_RATIO, check_pixel_count
from posts.imaging.memory import reduce_while_decoding
from posts.imaging.metadata import strip_metadata
from posts.imaging.sizes import ImageSize, get_upright_size

FORMAT_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
# Of the files that are stored, by suffix.
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
ENCODER_OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85, "method": 4},
    "AVIF": {"quality": 75, "speed": 8},
}
# A picture with more colours is a photograph, not a graphic.
GRAPHIC_COLOURS = 2**16
# By which Pillow names metadata that may hold places and names.
METADATA_NAMES = frozenset({"exif", "xmp"})
# Modes of Pillow that every encoder accepts.
PLAIN_MODES = frozenset({"1", "L", "P", "RGB", "RGBA"})
# Modes that Pillow cannot resample: grey of 16 bits, and black and white.
HIGH_DEPTH_OR_BILEVEL = frozenset({"1", "I", "I;16", "I;16B", "I;16L", "I;16N"})


@dataclass(frozen=True, slots=True)
class NormalizedImage:
    """The bytes of a picture ready to be stored, and the suffix of its file name."""

    data: bytes
    suffix: str


def normalize_raster(data: bytes) -> NormalizedImage:
    """Return the picture `data` verified, upright, in sRGB, without metadata, no larger than MAX_SIDE.

    Graphics stay lossless, photographs become JPEG unless they came as WebP or
    AVIF; animations keep their frames. Raises `InvalidImage`.
    """
    with open_image(data) as image:
        frames = count_frames(image)
        check_frame_count(data, frames)
        check_pixel_count(*image.size, frames)
        image_format = "JPEG" if image.format == "MPO" else str(image.format)
        if frames > 1:
            reduce_while_decoding(image, image.size)
            decode_frames(image, frames)
            kept = strip_metadata(data, image_format)
            if image_format == "AVIF" and METADATA_NAMES & image.info.keys():
                kept = encode_animation(image)
            return NormalizedImage(kept, FORMAT_SUFFIXES[image_format])
        # Not for a PNG, whose Exif data, with the rotation, may stand behind its pixels.
        size = get_size_within_limits(image) if image_format == "JPEG" else image.size
        reduce_while_decoding(image, size)
        lossy = is_photograph(image)
        # Smaller first: every later step copies the pixels.
        small = ImageOps.exif_transpose(resize_to_limits(image))
        return encode_image(convert_to_plain_mode(convert_to_srgb(small)), image_format, lossy=lossy)


def decode_frames(image: Image.Image, frames: int) -> None:
    """Decode every frame, so that a broken one raises now."""
    for frame in range(frames):
        image.seek(frame)
        image.load()


def encode_animation(image: Image.Image) -> bytes:
    """Encode an AVIF animation anew: its metadata cannot be cut out, as boxes name places in the file."""
    image.seek(0)
    buffer = BytesIO()
    image.save(buffer, "AVIF", save_all=True, exif=b"", xmp=b"", **ENCODER_OPTIONS["AVIF"])
    return buffer.getvalue()


def convert_to_srgb(image: Image.Image) -> Image.Image:
    """Convert `image` to sRGB by its colour profile; a broken profile is ignored."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    with suppress(ImageCms.PyCMSError, OSError):
        embedded, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, embedded, srgb, outputMode=mode) or image
    return image


def convert_to_plain_mode(image: Image.Image) -> Image.Image:
    """Convert `image` to a mode that every web format supports."""
    if image.mode.startswith("I"):  # grey of 16 bits, of which the upper 8 are kept
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data and image.mode != "P":
        image = image.convert("RGBA")
        # Screenshots have an alpha channel that is opaque everywhere.
        return image.convert("RGB") if image.getchannel("A").getextrema() == (255, 255) else image
    return image if image.mode in PLAIN_MODES else image.convert("RGB")


def is_photograph(image: Image.Image) -> bool:
    """Whether `image` is opaque and has more colours than a graphic."""
    if image.mode == "RGBA":  # screenshots have an alpha channel that is opaque everywhere
        is_opaque = image.getchannel("A").getextrema() == (255, 255)
    else:
        is_opaque = image.mode == "RGB" and not image.has_transparency_data
    return is_opaque and image.getcolors(GRAPHIC_COLOURS) is None


def get_size_within_limits(image: Image.Image) -> ImageSize:
    """Return the size of `image`, as stored in its file, shrunk to what `resize_to_limits` allows."""
    upright = width, height = get_upright_size(image)
    limit = MAX_STRIP_HEIGHT if height > width * STRIP_RATIO else MAX_SIDE
    scale = min(1.0, MAX_SIDE / width, limit / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return size if upright == image.size else size[::-1]


def resize_to_limits(image: Image.Image) -> Image.Image:
    """Shrink `image` to `MAX_SIDE`; a strip, seen upright, may be as high as `MAX_STRIP_HEIGHT`."""
    size = get_size_within_limits(image)
    if size == image.size:
        return image
    if image.mode == "P":  # resampling needs colours that the palette lacks
        return resize_to_limits(image.convert("RGBA" if image.has_transparency_data else "RGB")).quantize()
    if image.mode in HIGH_DEPTH_OR_BILEVEL:
        image = convert_to_plain_mode(image).convert("L")
    image.thumbnail(size, Image.Resampling.LANCZOS)
    return image


def encode_image(image: Image.Image, image_format: str, *, lossy: bool) -> NormalizedImage:
    """Encode `image` in the format that suits it, with nothing but its pixels."""
    if image_format in {"GIF", "PNG"}:
        image_format = "JPEG" if lossy else "PNG"
    options = ENCODER_OPTIONS[image_format]
    if image_format == "WEBP" and not lossy:
        options = {**options, "lossless": True}
    # Pillow would write what it finds here: comments, profiles, Exif.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return NormalizedImage(buffer.getvalue(), FORMAT_SUFFIXES[image_format])
