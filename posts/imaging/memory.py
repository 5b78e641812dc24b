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
CGROUP_FOLDER, OWN_CGROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


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
    """Yield the files that may limit this process: those of its groups, and of the groups around these.

    Each line of its list is `number:controllers:path` (cgroups(7)); the version 2 has no controllers there.
    """
    with suppress(OSError):
        for line in OWN_CGROUPS.read_text().splitlines():
            _number, controllers, path = line.split(":", 2)
            if not controllers:
                yield from find_limit_files(CGROUP_FOLDER, path, "memory.max")
            elif "memory" in controllers.split(","):
                yield from find_limit_files(CGROUP_FOLDER / "memory", path, "memory.limit_in_bytes")


def find_limit_files(root: Path, path: str, name: str) -> Iterator[Path]:
    """Yield the files called `name` of the group `path` below `root`, and of those above it up to `root`."""
    folder = root / path.lstrip("/")
    return (each / name for each in (folder, *folder.parents) if each.is_relative_to(root))
