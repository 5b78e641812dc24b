"""What is taken as a picture, and how it is stored."""

from posts.imaging.decoding import open_image
from posts.imaging.drawings import normalize_drawing
from posts.imaging.heif import can_read_heif, decode_heif, is_heif
from posts.imaging.limits import check_image_bytes
from posts.imaging.normalization import MEDIA_TYPES, NormalizedImage, normalize_raster
from posts.imaging.svg import is_markup

HEIF_MEDIA_TYPES = ("image/heic", "image/heif")


def normalize_image(data: bytes) -> NormalizedImage:
    """Return the uploaded picture `data` as it is stored: decoded whole and encoded anew, a drawing cleaned.

    HEIC photos become JPEG. Raises `InvalidImage`.
    """
    check_image_bytes(data)
    if is_markup(data):
        return normalize_drawing(data)
    return normalize_raster(decode_heif(data) if is_heif(data) else data)


def prepare_original(data: bytes, suffix: str) -> NormalizedImage:
    """Return the picture `data` of a folder that its owner imports, whose name ends with `suffix`.

    It stays as it is, but for drawings, which are cleaned, and HEIC photos. Raises `InvalidImage`.
    """
    check_image_bytes(data)
    if is_markup(data) or is_heif(data):
        return normalize_image(data)
    with open_image(data) as image:
        image.verify()
    return NormalizedImage(data, suffix)


def list_accepted_types() -> list[str]:
    """Return the media types that uploads may have.

    HEIC only where it can be read: an iPhone that is not offered it sends a JPEG instead.
    """
    return [*MEDIA_TYPES.values(), *(HEIF_MEDIA_TYPES if can_read_heif() else ())]
