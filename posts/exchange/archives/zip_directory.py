"""How many entries a zip archive says that it has, read before anything is made of them in memory."""

import struct
from typing import IO, NamedTuple

# PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
END_SIGNATURE, END_SIZE, MAX_COMMENT = b"PK\x05\x06", 22, 0xFFFF
LOCATOR_SIGNATURE, LOCATOR_SIZE = b"PK\x06\x07", 20
END64_SIGNATURE, END64_SIZE = b"PK\x06\x06", 56


class ZipDirectory(NamedTuple):
    """The number of entries in an archive's directory, and the directory's size in bytes."""

    entry_count: int
    size: int


def read_zip_directory(file: IO[bytes]) -> ZipDirectory | None:
    """Return what the end of the archive `file` says of its directory; None where it is no archive."""
    length = file.seek(0, 2)
    tail_start = max(0, length - END_SIZE - MAX_COMMENT - LOCATOR_SIZE)
    file.seek(tail_start)
    tail = file.read()
    place = tail.rfind(END_SIGNATURE)
    if place < 0 or len(tail) - place < END_SIZE:
        return None
    entry_count, size = struct.unpack_from("<HI", tail, place + 10)
    locator = tail[max(0, place - LOCATOR_SIZE) : place]
    if locator.startswith(LOCATOR_SIGNATURE):
        (end64_place,) = struct.unpack_from("<Q", locator, 8)
        if end64_place + END64_SIZE > length:
            return None
        file.seek(end64_place)
        end64 = file.read(END64_SIZE)
        if not end64.startswith(END64_SIGNATURE):
            return None
        entry_count, size = struct.unpack_from("<QQ", end64, 32)
    return ZipDirectory(entry_count, size)
