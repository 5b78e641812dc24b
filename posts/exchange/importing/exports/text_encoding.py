"""The encoding of a text that may not say it, or say a wrong one: UTF-8, GBK, Big5."""

import codecs
import re
from pathlib import Path

from posts.exchange.importing.records.encodings import RATINGS

DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Supersets, by the names that tools write.
WIDER_ENCODINGS = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
SAMPLE_BYTES = 400_000
# Of the pairs of bytes of a Chinese text nearly all are common characters or signs.
CLEARLY_CHINESE = 0.9
READ_BYTES = 1024 * 1024
ENCODING_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def find_encoding(path: Path) -> str:
    """Return the encoding of the file at `path`: what fits all of it, Chinese as it is mostly written.

    UTF-8 is tried before what the XML declaration says: many exports were converted without changing it.
    Raises OSError, and UnicodeError where no known encoding fits.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    for mark, name in ENCODING_MARKS.items():
        if head.startswith(mark):
            return name
    if can_decode(path, "utf-8"):
        return "utf-8"
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    chinese = [name for name in RATINGS if can_decode(path, name)]
    for name in list_declared(head):
        is_contradicted = any(RATINGS[other](sample) > CLEARLY_CHINESE for other in chinese)
        if name not in RATINGS and not is_contradicted and can_decode(path, name):
            return name
    if not chinese:
        raise UnicodeError("its encoding is none of UTF-8, UTF-16, GB 18030 and Big5")
    return max(chinese, key=lambda name: RATINGS[name](sample))


def list_declared(head: bytes) -> list[str]:
    """Return the encoding that the XML declaration at the beginning of a file names, if it is known."""
    found = DECLARED_ENCODING.match(head)
    if not found:
        return []
    name = found[1].decode("ascii").lower()
    name = WIDER_ENCODINGS.get(name, name)
    try:
        info = codecs.lookup(name)
    except LookupError:
        return []
    return [name] if info._is_text_encoding else []


def can_decode(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while data := file.read(READ_BYTES):
                decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
