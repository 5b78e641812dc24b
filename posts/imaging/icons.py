"""Icons of a site: squares of one picture, for tabs, home screens and masks."""

from io import BytesIO

from PIL import Image

from posts.imaging.decoding import open_image
from posts.imaging.normalization import convert_to_srgb

# Of a maskable icon, the part that every mask shows: a circle of 80 % of its width (W3C, Web App Manifest).
SAFE_SHARE = 0.8


def encode_icon(data: bytes, size: int, background: str = "") -> bytes:
    """Return the picture `data` as a square PNG of `size` pixels, in its middle, without distortion.

    With a `background`, a colour as #rrggbb, it is opaque, and small enough for a mask. Raises
    `InvalidImage` for what has no pixels, such as a drawing in SVG.
    """
    with open_image(data) as image:
        picture = convert_to_srgb(image).convert("RGBA")
    inner = round(size * SAFE_SHARE) if background else size
    scale = inner / max(picture.size)
    shape = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture = picture.resize(shape, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (size, size), background or (0, 0, 0, 0))
    square.alpha_composite(picture, ((size - shape[0]) // 2, (size - shape[1]) // 2))
    return save_picture_as(square.convert("RGB") if background else square, "PNG")


def encode_favicon(icon: bytes) -> bytes:
    """Return a PNG that `encode_icon` made as a file `favicon.ico`."""
    with open_image(icon) as image:
        return save_picture_as(image.convert("RGBA"), "ICO")


def save_picture_as(image: Image.Image, image_format: str) -> bytes:
    output = BytesIO()
    image.save(output, image_format)
    return output.getvalue()
