"""The encoding of texts that do not say it: UTF-8, GB 18030, Big5, Windows-1252, or several in one file.

Nothing is guessed from libraries' statistics: what Chinese texts are made of tells GBK and Big5 apart, by the
rows of their tables that hold the common characters (GB/T 2312 level 1, Big5 level 1).
"""

import re

HIGH_BYTES = re.compile(rb"[\x80-\xff]")
# A byte that stands alone between letters, as an accent in a text of few of them.
LONE_HIGH_BYTE = re.compile(rb"(?<![\x80-\xff])[\xa0-\xff\x91-\x97\x85](?![\x80-\xff])")
PAIR = re.compile(rb"([\x81-\xfe])([\x40-\x7e\x80-\xfe])")
# Of a file with lines in UTF-8 and in another encoding, at least so many of its high bytes are in the first.
MIXED_SHARE = 0.2
LONE_SHARE = 0.8


def decode_text_file(data: bytes) -> tuple[str, str]:
    """Return the text of `data`, which has no byte order mark, and what it was read as; "" for UTF-8.

    Raises UnicodeDecodeError where no encoding fits.
    """
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    others = [line for line in lines if not is_utf8(line)]
    other = b"\n".join(others)
    encoding = find_text_encoding(other)
    high, high_in_others = len(HIGH_BYTES.findall(data)), len(HIGH_BYTES.findall(other))
    if high - high_in_others < high * MIXED_SHARE:
        return data.decode(encoding), NAMES[encoding]
    texts = (line.decode("utf-8" if is_utf8(line) else encoding) for line in lines)
    return "\n".join(texts), f"UTF-8 but for {len(others):,} lines, these as {NAMES[encoding]}"


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def find_text_encoding(data: bytes) -> str:
    """Return the likeliest encoding of `data`, which is not UTF-8. Raises UnicodeDecodeError."""
    if len(LONE_HIGH_BYTE.findall(data)) > len(HIGH_BYTES.findall(data)) * LONE_SHARE:
        data.decode("cp1252")
        return "cp1252"
    fitting = [name for name in RATINGS if can_be(data, name)]
    if not fitting:
        data.decode("gb18030")  # it says what is wrong
    return max(fitting, key=lambda name: RATINGS[name](data))


def can_be(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def rate_gbk(data: bytes) -> float:
    """Return the share of characters that are common ones, or signs, if `data` is GBK."""
    pairs = PAIR.findall(data)
    common = sum(
        b"\xa1" <= lead <= b"\xa3" or b"\xb0" <= lead <= b"\xd7" for lead, trail in pairs if trail > b"\xa0"
    )
    return float(common / max(len(pairs), 1))


def rate_big5(data: bytes) -> float:
    """Return the share of characters that are common ones, or signs, if `data` is Big5."""
    pairs = PAIR.findall(data)
    common = sum(b"\xa1" <= lead <= b"\xc6" for lead, _ in pairs)
    return float(common / max(len(pairs), 1))


# By which the two are told apart, in whatever is imported.
RATINGS = {"gb18030": rate_gbk, "big5hkscs": rate_big5}
NAMES = {"gb18030": "GB 18030", "big5hkscs": "Big5", "cp1252": "Windows-1252"}
