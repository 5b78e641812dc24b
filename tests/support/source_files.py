"""Files of the blogs that tests import."""

from io import BytesIO

from PIL import Image


def make_image_file(colour="teal", kind="PNG"):
    """Return the bytes of a small image of one colour."""
    file = BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, kind)
    return file.getvalue()
