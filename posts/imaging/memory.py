"""Memory that decoding a picture takes, and how much of it there is."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image

from posts.imaging.limits import InvalidImage

# A picture may take this part of the memory; the rest is for the site, its workers and the database.
MEMORY_SHARE = 1 / 3
# Bytes for each pixel: Pillow stores four, and needs them twice while it resizes or converts.
PIXEL_BYTES = 8
# The decoders of these formats keep a copy of their own (measured: 15 and 13 bytes a pixel in all).
DECODER_PIXEL_BYTES = {"WEBP": 8, "AVIF": 6}
# A progressive JPEG keeps three coefficients of two bytes for two pixels, of the whole picture.
PROGRESSIVE_PIXEL_BYTES = 3
CGROUP_FOLDER = Path("/sys/fs/cgroup")


def reduce_while_decoding(image: Image.Image, size: tuple[int, int]) -> None:
    """Let `image` be decoded at a size that is near `size`, but not smaller; raise `InvalidImage` if even
    that takes more memory than there is.

    Only JPEG can be decoded at a half, a quarter or an eighth of its size.
    """
    stored_pixels = image.width * image.height
    image.draft(None, size)
    needed = image.width * image.height * (PIXEL_BYTES + DECODER_PIXEL_BYTES.get(image.format or "", 0))
    if image.info.get("progressive"):
        needed += stored_pixels * PROGRESSIVE_PIXEL_BYTES
    if needed > get_memory_bytes() * MEMORY_SHARE:
        raise InvalidImage(
            _(
                "The picture has %(size)d million pixels: this server has too little memory for it. "
                "Make it smaller and upload it again."
            )
            % {"size": stored_pixels // 10**6}
        )


@cache
def get_memory_bytes() -> int:
    """Return the memory in bytes that this process may use: the machine's, or its container's."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in find_cgroup_limit_files():
        # Not there, or the word "max": no limit.
        with suppress(OSError, ValueError):
            limits.append(int(path.read_text()))
    return min(limits)


def find_cgroup_limit_files() -> Iterator[Path]:
    """Yield the files that may limit this process (Linux, control groups 1 and 2), its own group's first."""
    yield CGROUP_FOLDER / "memory" / "memory.limit_in_bytes"
    with suppress(OSError):
        own = Path("/proc/self/cgroup").read_text().rpartition("0::/")[2].strip()
        for folder in (CGROUP_FOLDER / own, *(CGROUP_FOLDER / own).parents):
            if folder.is_relative_to(CGROUP_FOLDER):
                yield folder / "memory.max"
