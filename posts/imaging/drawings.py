"""Drawings with the pictures that are embedded in them."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from posts.imaging.limits import InvalidImage
from posts.imaging.normalization import MEDIA_TYPES, NormalizedImage, normalize_raster
from posts.imaging.svg import clean_svg

MAX_EMBEDDED_PICTURES = 20
DATA_URL = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif)(?P<base64>(?:;[\w=-]+)*)?,", re.IGNORECASE)


def normalize_drawing(data: bytes) -> NormalizedImage:
    """Return the drawing `data` cleaned, and the pictures in it as uploads are. Raises `InvalidImage`."""
    return NormalizedImage(clean_svg(data, _EmbeddedPictures().clean), ".svg")


class _EmbeddedPictures:
    """The pictures of one drawing: each is decoded, so that nothing else is in it, up to a number."""

    def __init__(self) -> None:
        self.count = 0

    def clean(self, address: str) -> str:
        """Return the address of an embedded picture, encoded anew; "" for what is no picture."""
        self.count += 1
        if self.count > MAX_EMBEDDED_PICTURES:
            text = _("The drawing contains more than %(limit)d pictures; export it as PNG.")
            raise InvalidImage(text % {"limit": MAX_EMBEDDED_PICTURES})
        match = DATA_URL.match(address)
        if not match:
            return ""
        content = unquote_to_bytes(address[match.end() :])
        try:
            if ";base64" in (match["base64"] or "").lower():
                content = base64.b64decode(content)
            picture = normalize_raster(content)
        except (InvalidImage, binascii.Error):
            return ""
        return f"data:{MEDIA_TYPES[picture.suffix]};base64,{base64.b64encode(picture.data).decode()}"
