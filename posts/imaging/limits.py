"""How much of a picture is too much."""

from django.utils.translation import gettext as _

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
# Of all frames of an animation together.
MAX_ANIMATED_PIXELS = 200_000_000
# Of the longer side, in pixels: what a page of twice the usual density can show.
MAX_SIDE = 2560
# A strip, such as a screenshot of a whole conversation, is read by its width.
STRIP_RATIO = 3
MAX_STRIP_HEIGHT = 16_000


class InvalidImage(ValueError):  # noqa: N818  (it names the file, not the failure)
    """A file that may not come into media. The message is for the person who sent it."""


def check_image_bytes(data: bytes) -> None:
    """Raise `BadImage` where there is nothing, or too much to look at."""
    if not data:
        raise InvalidImage(_("The file is empty."))
    if len(data) > MAX_IMAGE_BYTES:
        raise InvalidImage(_("The file has more than %(limit)d MB.") % {"limit": MAX_IMAGE_BYTES // 2**20})


def check_pixel_count(width: int, height: int, frames: int = 1) -> None:
    """Raise `BadImage` for a picture that would take too much memory once decoded."""
    limit = MAX_PIXELS if frames == 1 else MAX_ANIMATED_PIXELS
    if width * height * frames > limit:
        raise InvalidImage(
            _("The picture has %(size)d million pixels; at most %(limit)d million are taken.")
            % {"size": width * height * frames // 10**6, "limit": limit // 10**6}
        )
