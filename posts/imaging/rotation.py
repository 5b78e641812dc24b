"""Turning of pictures that came on their side."""

from django.utils.translation import gettext as _
from PIL import Image

from posts.imaging.decoding import count_frames, open_image
from posts.imaging.limits import InvalidImage
from posts.imaging.memory import reduce_while_decoding
from posts.imaging.normalization import NormalizedImage, convert_to_plain_mode, encode_image, is_photograph

# By degrees clockwise; Pillow counts the other way.
TRANSPOSITIONS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def can_be_rotated(name: str) -> bool:
    """Whether the file `name` is of a kind that `rotate_image` takes: no drawing and no GIF."""
    return not name.lower().endswith((".svg", ".gif"))


def rotate_image(data: bytes, degrees: int) -> NormalizedImage:
    """Return the picture `data` turned clockwise by 90, 180 or 270 `degrees`. Raises `InvalidImage`."""
    with open_image(data) as image:
        if count_frames(image) > 1:
            raise InvalidImage(_("An animation cannot be rotated."))
        reduce_while_decoding(image, image.size)
        turned = image.transpose(TRANSPOSITIONS[degrees])
        image_format = "JPEG" if image.format == "MPO" else str(image.format)
        return encode_image(convert_to_plain_mode(turned), image_format, lossy=is_photograph(turned))
