"""Validation of pictures that are stored unchanged."""

from posts.imaging.decoding import open_image
from posts.imaging.limits import check_image_bytes
from posts.imaging.svg import check_svg, is_markup


def check_image(data: bytes) -> None:
    """Raise `InvalidImage` unless `data` is a picture, or an SVG drawing without active content.

    For files from a folder that its owner imports. Uploads go through `normalize_image`,
    which decodes them whole and encodes them anew.
    """
    check_image_bytes(data)
    if is_markup(data):
        check_svg(data)
        return
    with open_image(data) as image:
        image.verify()
