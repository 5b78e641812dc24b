"""The encoding of a text that may not say it, or say a wrong one: UTF-8, GBK, Big5."""

import codecs
import re
from pathlib import Path

DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Supersets, by the names that tools write.
WIDER_ENCODINGS = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
GUESSED_ENCODINGS = ("gb18030", "big5hkscs")
SAMPLE_LENGTH = 200_000
# Every Chinese text has many of these, and a text in a wrong encoding hardly any.
COMMON_CHARACTERS = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於"
)
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
    fitting = [name for name in (*list_declared(head), *GUESSED_ENCODINGS) if can_decode(path, name)]
    if not fitting:
        raise UnicodeError("its encoding is none of UTF-8, UTF-16, GB 18030 and Big5")
    return max(fitting, key=lambda name: count_common_characters(path, name))


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


def count_common_characters(path: Path, encoding: str) -> int:
    """Return how many of the first characters are among the commonest of Chinese."""
    with path.open("rb") as file:
        text = file.read(SAMPLE_LENGTH * 2).decode(encoding, "ignore")
    return sum(character in COMMON_CHARACTERS for character in text)
