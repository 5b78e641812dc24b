"""Decodes one HEIC photo from standard input to a PNG on standard output; run as a process of its own.

Imports nothing of ours, so that it starts quickly. A refusal is a line on standard error, `kind detail`, and
exit status 3. Arguments: the pixels that are allowed, the bytes that it may take, and the side in pixels that
suffices.
"""

import resource
import sys
from io import BytesIO

import pillow_heif
from PIL import Image, UnidentifiedImageError

REFUSED = 3
CPU_SECONDS = 60
# Bytes for each pixel of the picture, in libheif, its codec and Pillow (measured: 13).
HEIF_PIXEL_BYTES = 20
DECODER_SPARE_BYTES = 96 * 2**20


def decode_photo(max_pixels: int, max_bytes: int, side: int) -> None:
    """Write the main picture of the file: upright, with its colour profile, without anything else."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = None  # what is allowed is checked below
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    image = Image.open(BytesIO(sys.stdin.buffer.read()), formats=("HEIF",))
    pixels = image.width * image.height
    if pixels > max_pixels:
        refuse("pixels", pixels)
    if pixels * HEIF_PIXEL_BYTES > max_bytes:
        refuse("memory", pixels)
    limit_memory(pixels * HEIF_PIXEL_BYTES + DECODER_SPARE_BYTES)
    image.load()
    factor = min(image.width, image.height) // side
    profile = image.info.get("icc_profile")
    small = image.reduce(factor) if factor > 1 else image
    small.info = {}
    small.save(sys.stdout.buffer, "PNG", compress_level=1, icc_profile=profile)


def limit_memory(spare: int) -> None:
    """Let this process take `spare` bytes more: a picture may be larger than its file says."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + spare, now + spare))


def refuse(kind: str, detail: object) -> None:
    sys.stderr.write(f"{kind} {detail}\n")
    sys.exit(REFUSED)


if __name__ == "__main__":
    try:
        decode_photo(*map(int, sys.argv[1:]))
    except UnidentifiedImageError:
        refuse("unreadable", "")
    except Exception as error:  # noqa: BLE001  (whatever a broken file raises)
        refuse("damaged", error)
