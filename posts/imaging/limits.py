"""Size limits of pictures."""

from django.utils.translation import gettext as _

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
# Sum over all frames of an animation.
MAX_ANIMATED_PIXELS = 200_000_000
MAX_FRAMES = 2_000
# Pixels of the longer side: what a page can show at twice the usual density.
MAX_SIDE = 2560
# A strip, such as a screenshot of a whole conversation, is this many times as high as wide.
STRIP_RATIO = 3
MAX_STRIP_HEIGHT = 16_000


class InvalidImage(ValueError):  # noqa: N818  (it names the file, not the failure)
    """A file that is not accepted as a picture. The message is for the person who sent it."""


def check_image_bytes(data: bytes) -> None:
    """Raise `InvalidImage` for an empty or too large file."""
    if not data:
        raise InvalidImage(_("The file is empty."))
    if len(data) > MAX_IMAGE_BYTES:
        raise InvalidImage(_("The file is larger than %(limit)d MB.") % {"limit": MAX_IMAGE_BYTES // 2**20})


def check_pixel_count(width: int, height: int, frames: int = 1) -> None:
    """Raise `InvalidImage` for a picture that would take too much memory once decoded."""
    limit = MAX_PIXELS if frames == 1 else MAX_ANIMATED_PIXELS
    if width * height * frames > limit:
        raise InvalidImage(
            _("The picture has %(size)d million pixels; at most %(limit)d million are allowed.")
            % {"size": width * height * frames // 10**6, "limit": limit // 10**6}
        )
