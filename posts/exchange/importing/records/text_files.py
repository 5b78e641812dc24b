"""Text from files whose encoding is not known."""

import codecs
from pathlib import Path

from posts.exchange.importing.records.encodings import decode_text_file
from posts.exchange.importing.records.other_formats import describe_binary
from posts.exchange.importing.records.record import ImportFileError, PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.rendering.characters import normalize_text
from posts.rendering.limits import MAX_SOURCE_CHARACTERS

MAX_POST_FILE_BYTES = 4 * MAX_SOURCE_CHARACTERS  # no character takes more in UTF-8
UNKNOWN_ENCODING = "the file is text in none of UTF-8, UTF-16, GB 18030, Big5 and Windows-1252"


def read_text_file(path: Path, record: PostRecord) -> str:
    """Return the text of a file in UTF-8, UTF-16 or else GB 18030. Raises ImportFileError."""
    try:
        size = path.stat().st_size
        if size > MAX_POST_FILE_BYTES:
            raise ImportFileError(
                f"the file is too big: {size:,} bytes, at most {MAX_POST_FILE_BYTES:,} are read"
            )
        data = read_regular_file(path, MAX_POST_FILE_BYTES + 1)
    except OSError as error:
        raise ImportFileError(f"the file cannot be read: {error.strerror}") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_utf16(data)
    if b"\0" in data:
        raise ImportFileError(describe_binary(data))
    try:
        text, encoding = decode_text_file(data.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError as error:
        raise ImportFileError(UNKNOWN_ENCODING) from error
    if encoding:
        record.add_note("not UTF-8", f"read as {encoding}; look the text over")
    return normalize_text(text)


def decode_utf16(data: bytes) -> str:
    """Return `data` decoded. Raises ImportFileError."""
    try:
        return normalize_text(data.decode("utf-16"))
    except UnicodeDecodeError as error:
        raise ImportFileError(UNKNOWN_ENCODING) from error
