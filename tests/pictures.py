"""Pictures for tests."""

import io

from PIL import Image


def encoded(image, image_format="PNG", **options):
    """Return `image` as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def graphic(colour="navy", size=(40, 20)):
    """Return a small picture of one colour: nothing is gained by making it smaller."""
    return encoded(Image.new("RGB", size, colour))


def photograph(size=(600, 400), image_format="JPEG", **options):
    """Return a picture of many colours, of which smaller variants save bytes."""
    noise = Image.effect_noise(size, 60)
    bands = [noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise.rotate(180)]
    return encoded(Image.merge("RGB", bands), image_format, **(options or {"quality": 95}))
