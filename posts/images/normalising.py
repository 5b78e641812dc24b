"""One upright, clean, reasonable picture out of whatever a camera or a clipboard gave."""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

from posts.images.limits import MAX_SIDE, MAX_STRIP, STRIP_RATIO, check_bytes, check_pixels
from posts.images.metadata import without_metadata
from posts.images.raster import frame_count, opened

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85, "method": 4},
    "AVIF": {"quality": 75, "speed": 8},
}
# With more colours than this a picture is a photograph, not a graphic.
GRAPHIC_COLOURS = 2**16
# Modes of Pillow that are written as they are.
PLAIN_MODES = frozenset({"1", "L", "P", "RGB", "RGBA"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored, and the suffix its name takes."""

    data: bytes
    suffix: str


def normalise(data: bytes) -> Picture:
    """Return `data` verified, upright, in sRGB, without metadata and no larger than a page shows.

    Graphics stay lossless, photographs become JPEG unless they came as WebP or
    AVIF; animations keep their frames. Raises `BadImage`.
    """
    check_bytes(data)
    with opened(data) as image:
        frames = frame_count(image)
        check_pixels(*image.size, frames)
        image_format = "JPEG" if image.format == "MPO" else str(image.format)
        if frames > 1:
            decode_all(image, frames)
            return Picture(without_metadata(data, image_format), SUFFIXES[image_format])
        plain = in_plain_mode(in_srgb(ImageOps.exif_transpose(image)))
        return encode(fit(plain), image_format, lossy=is_photograph(plain))


def decode_all(image: Image.Image, frames: int) -> None:
    """Decode every frame, so that a broken one is found now and not by a reader."""
    for frame in range(frames):
        image.seek(frame)
        image.load()


def in_srgb(image: Image.Image) -> Image.Image:
    """Return `image` with the colours that its profile meant; a broken profile means nothing."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    with suppress(ImageCms.PyCMSError, OSError):
        meant, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, meant, srgb, outputMode=mode) or image
    return image


def in_plain_mode(image: Image.Image) -> Image.Image:
    """Return `image` in a mode that every format of the web can hold."""
    if image.mode.startswith("I"):  # grey of 16 bits, of which the upper 8 are kept
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data and image.mode != "P":
        image = image.convert("RGBA")
        # The alpha channel of a screenshot hides nothing.
        return image.convert("RGB") if image.getchannel("A").getextrema() == (255, 255) else image
    return image if image.mode in PLAIN_MODES else image.convert("RGB")


def is_photograph(image: Image.Image) -> bool:
    """Whether `image` has more colours than are ever drawn."""
    return image.mode == "RGB" and image.getcolors(GRAPHIC_COLOURS) is None


def fit(image: Image.Image) -> Image.Image:
    """Return `image`, made smaller where it passes `MAX_SIDE`; a strip may be higher."""
    is_strip = image.height > image.width * STRIP_RATIO
    limit = (MAX_SIDE, MAX_STRIP if is_strip else MAX_SIDE)
    if image.width <= limit[0] and image.height <= limit[1]:
        return image
    if image.mode == "P":  # a palette holds no colours between its own: it is made anew
        return fit(image.convert("RGBA" if image.has_transparency_data else "RGB")).quantize()
    image = image.convert("L") if image.mode == "1" else image.copy()
    image.thumbnail(limit, Image.Resampling.LANCZOS)
    return image


def encode(image: Image.Image, image_format: str, *, lossy: bool) -> Picture:
    """Return `image` in the format that suits it, with nothing beside the pixels."""
    if image_format in {"GIF", "PNG"}:
        image_format = "JPEG" if lossy else "PNG"
    options = OPTIONS[image_format]
    if image_format == "WEBP" and not lossy:
        options = {**options, "lossless": True}
    # Whatever Pillow finds here it would write: comments, profiles, Exif.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return Picture(buffer.getvalue(), SUFFIXES[image_format])
