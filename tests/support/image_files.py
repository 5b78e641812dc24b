"""Pictures for tests."""

import io
import struct
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def encode_image(image, image_format="PNG", **options):
    """Return `image` as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def encode_heic(image, **options):
    """Return `image` as a photo of an iPhone."""
    pillow_heif.register_heif_opener()
    return encode_image(image, "HEIF", **options)


def make_graphic(colour="navy", size=(40, 20)):
    """Return a small picture of one colour: nothing is gained by making it smaller."""
    return encode_image(Image.new("RGB", size, colour))


def make_photograph(size=(600, 400), image_format="JPEG", **options):
    """Return a picture of many colours, of which smaller variants save bytes."""
    noise = Image.effect_noise(size, 60)
    bands = [noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise.rotate(180)]
    return encode_image(Image.merge("RGB", bands), image_format, **(options or {"quality": 95}))


def make_upload(name, image_format, **options):
    buffer = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(buffer, image_format, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def write_image_markdown(picture, alt="图"):
    return f"![{alt}]({picture.url})"


NOISE = Image.effect_noise((300, 300), 90)
PHOTOGRAPH = Image.merge("RGB", [NOISE, NOISE.rotate(90), NOISE.rotate(180)])
GRAPHIC = Image.new("RGB", (40, 20), "navy")
FRAMES = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]


def decode_image(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def make_exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Secret Camera"
    tags.get_ifd(0x8825)[1] = "N"
    return tags


def make_bomb(side):
    """Return a small PNG that claims `side` × `side` pixels."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
