"""A part of a file, as a response sends it."""

from typing import IO


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
