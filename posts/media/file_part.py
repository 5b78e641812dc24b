"""A part of a file, as a response sends it, and which part a request asks for."""

import re
from typing import IO

# For several ranges at once, which no browser requests, the whole file is sent.
RANGE_HEADER = re.compile(r"bytes=(?:(?P<begin>[0-9]{1,18})-(?P<end>[0-9]{0,18})|-(?P<last>[0-9]{1,18}))")


class FilePart:
    """A file that has only the bytes of `byte_range` of `file`; can be read once."""

    def __init__(self, file: IO[bytes], byte_range: range) -> None:
        file.seek(byte_range.start)
        self.file, self.remaining = file, len(byte_range)
        self.close = file.close

    def read(self, size: int) -> bytes:
        data = self.file.read(min(size, self.remaining))
        self.remaining -= len(data)
        return data


def parse_range_header(header: str, size: int) -> range | None:
    """Return the range of `size` bytes that a Range header requests, maybe empty; None for the whole."""
    match = RANGE_HEADER.fullmatch(header.strip())
    if not match:
        return None
    if match["last"]:
        return range(max(0, size - int(match["last"])), size)
    begin = int(match["begin"])
    end = int(match["end"] or max(begin, size))
    # A range that ends before it begins is invalid, and ignored.
    return range(begin, min(end + 1, size)) if begin <= end else None
