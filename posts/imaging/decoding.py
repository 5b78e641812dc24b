"""Opening raster pictures by content: file names and declared types prove nothing."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from posts.imaging.limits import MAX_FRAMES, InvalidImage, check_pixel_count
from posts.imaging.metadata import GIF_IMAGE, iterate_gif_blocks

ACCEPTED_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")

OVERSIZE_ERRORS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's decoders raise for broken files.
DECODE_ERRORS = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@contextmanager
def open_image(data: bytes) -> Iterator[Image.Image]:
    """Open `data` as a picture, not decoded yet. Raise `InvalidImage` for any decoding error in the block."""
    try:
        check_frame_count(data)
        with Image.open(BytesIO(data), formats=ACCEPTED_FORMATS) as image:
            check_pixel_count(*image.size)
            yield image
    except InvalidImage:
        raise
    except OVERSIZE_ERRORS as error:
        raise InvalidImage(_("The picture has too many pixels.")) from error
    except UnidentifiedImageError as error:
        raise InvalidImage(_("This is not a PNG, JPEG, GIF, WebP, AVIF, HEIC or SVG picture.")) from error
    except DECODE_ERRORS as error:
        raise InvalidImage(_("The picture is damaged: %(reason)s") % {"reason": error}) from error


def count_frames(image: Image.Image) -> int:
    """Return the number of frames; 1 for a still picture, also one with an embedded thumbnail (MPO)."""
    return 1 if image.format == "MPO" else getattr(image, "n_frames", 1)


def check_frame_count(data: bytes, frames: int | None = None) -> None:
    """Raise `InvalidImage` for an animation of too many frames. Those of a GIF are counted in its `data`.

    Pillow walks through the frames of a GIF to count them, which a file of a million makes it do for long.
    """
    if frames is None and data[:3] == b"GIF":
        blocks = (block for block in iterate_gif_blocks(data) if block[0] == GIF_IMAGE)
        frames = sum(1 for _block in islice(blocks, MAX_FRAMES + 1))
    if frames and frames > MAX_FRAMES:
        text = _("The animation has more than %(limit)d frames. Make it shorter, or a video.")
        raise InvalidImage(text % {"limit": MAX_FRAMES})
