"""Smaller variants of pictures."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageStat

from posts.imaging.variants import encode_variants

# EXIF: turned by 90 degrees.
ROTATED = 6


def make_photograph(width, height, *, orientation=1, colour=(200, 60, 60)):
    """Return a JPEG whose left half is of one colour, with enough noise to be worth variants."""
    noise = Image.frombytes("L", (64, 64), random.Random(5).randbytes(64 * 64)).resize((width, height))
    image = Image.merge("RGB", (noise, noise, noise)).point(lambda value: value // 8 + 100)
    image.paste(colour, (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


@pytest.fixture
def quick_encoders(monkeypatch):
    """Encode both formats as fast as can be."""
    options = {".avif": {"quality": 20, "speed": 10}, ".webp": {"quality": 20, "method": 0}}
    monkeypatch.setattr("posts.imaging.variants.VARIANT_OPTIONS", options)
    monkeypatch.setattr("posts.imaging.variants.MIN_VARIANT_BYTES", 0)


@pytest.mark.usefixtures("quick_encoders")
@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        # Decoded at a half, which is wide enough.
        ((3001, 1001), 1, [(480, 160), (960, 320), (1440, 480)]),
        # A half would be too narrow.
        ((2879, 501), 1, [(480, 84), (960, 167), (1440, 251)]),
        # Upright it is narrow: no half, though the stored picture is wide.
        ((1700, 600), ROTATED, [(480, 1360), (600, 1700)]),
        ((300, 200), 1, [(300, 200)]),
    ],
)
def test_variants_have_the_shape_of_the_picture(size, orientation, expected):
    variants = dict(encode_variants(make_photograph(*size, orientation=orientation)))
    assert list(variants) == [width for width, _height in expected]
    for width, height in expected:
        for content in variants[width].values():
            with Image.open(BytesIO(content)) as image:
                assert image.size == (width, height)


@pytest.mark.usefixtures("quick_encoders")
def test_variants_show_the_picture_upright():
    variants = dict(encode_variants(make_photograph(1000, 500, orientation=ROTATED)))
    with Image.open(BytesIO(variants[480][".webp"])) as image:
        upper, lower = (image.crop((0, top, 480, top + 300)) for top in (0, 600))
        (red, green, _), (grey, _, _) = ImageStat.Stat(upper).mean, ImageStat.Stat(lower).mean
    assert red > green + 80
    assert grey < 160
