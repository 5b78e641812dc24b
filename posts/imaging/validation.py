"""What may be kept as it is."""

from posts.imaging.decoding import open_image
from posts.imaging.limits import check_image_bytes
from posts.imaging.svg import check_svg, is_markup


def check_image(data: bytes) -> None:
    """Raise `BadImage` unless `data` is a picture, or a drawing that does not act.

    For files whose folder belongs to whoever imports them; what is uploaded
    goes through `prepare`, which decodes it whole and writes it anew.
    """
    check_image_bytes(data)
    if is_markup(data):
        check_svg(data)
        return
    with open_image(data) as image:
        image.verify()
