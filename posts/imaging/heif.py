"""HEIC photos, as phones take them: no browser but Safari shows them, so they are decoded when they come.

pillow-heif does it, where it is installed, in a process of its own: a hostile file ends that one, and takes
neither the memory nor the time of the server.
"""

import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _

from posts.imaging.limits import MAX_PIXELS, MAX_SIDE, InvalidImage
from posts.imaging.memory import MEMORY_SHARE, get_memory_bytes

CHILD = Path(__file__).with_name("heif_child.py")
HEIF_TIMEOUT_SECONDS = 90.0
REFUSED_STATUS = 3
# ISO/IEC 23008-12, annex B: brands of pictures coded by HEVC, and those that any codec may have.
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
ANY_CODEC_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})


def is_heif(data: bytes) -> bool:
    """Whether `data` begins like a HEIC photo: its first box names the brands (ISO/IEC 14496-12, 4.3)."""
    if data[4:8] != b"ftyp":
        return False
    length = min(int.from_bytes(data[:4]), 256)
    major, others = data[8:12], {data[at : at + 4] for at in range(16, length, 4)}
    return major in HEIC_BRANDS or (
        major in ANY_CODEC_BRANDS and bool(others & HEIC_BRANDS) and not others & AVIF_BRANDS
    )


@cache
def can_read_heif() -> bool:
    """Whether pillow-heif is installed."""
    return find_spec("pillow_heif") is not None


def decode_heif(data: bytes) -> bytes:
    """Return the main picture of a HEIC file as a PNG: upright, without its other pictures and metadata.

    Raises `InvalidImage`.
    """
    if not can_read_heif():
        raise InvalidImage(
            _(
                "This is a HEIC photo, which this server cannot read. Export it as JPEG, or choose "
                "Settings → Camera → Formats → Most Compatible on the iPhone. An administrator can install "
                "pillow-heif."
            )
        )
    allowed_bytes = int(get_memory_bytes() * MEMORY_SHARE)
    arguments = [sys.executable, "-I", str(CHILD), str(MAX_PIXELS), str(allowed_bytes), str(MAX_SIDE)]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and file)
            arguments, input=data, capture_output=True, timeout=HEIF_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidImage(_("The picture takes too long to be decoded.")) from error
    if done.returncode:
        is_refusal = done.returncode == REFUSED_STATUS
        raise build_heif_error(done.stderr.decode(errors="replace") if is_refusal else "")
    return done.stdout


def build_heif_error(line: str) -> InvalidImage:
    """Return what the child's last words, `kind detail`, mean for people; "" where it was ended."""
    kind, _space, detail = line.partition("\n")[0].partition(" ")
    if kind in {"pixels", "memory"} and detail.isdecimal():
        millions = {"size": int(detail) // 10**6, "limit": MAX_PIXELS // 10**6}
        if kind == "pixels":
            text = _("The picture has %(size)d million pixels; at most %(limit)d million are allowed.")
        else:
            text = _(
                "The picture has %(size)d million pixels: this server has too little memory for it. "
                "Make it smaller and upload it again."
            )
        return InvalidImage(text % millions)
    reason = detail[:200] or _("it cannot be decoded")
    return InvalidImage(_("The picture is damaged: %(reason)s") % {"reason": reason})
