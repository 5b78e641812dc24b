"""Characters: ranges of Han and punctuation, and text that is safe to store and to send."""

import re

# What XML 1.0 (section 2.2) cannot hold, and so no feed can: control
# characters but tab and line feed, lone surrogates, two non-characters.
INVALID_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# For use inside [] of a regular expression. Characters that are written
# without spaces between words: Han and kana. Korean separates words by spaces.
HAN_RANGES = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
HAN_CHARACTER = re.compile(f"[{HAN_RANGES}]")
# Punctuation of the width of a Han character.
WIDE_PUNCTUATION_RANGES = (
    "\u3001-\u3003\u3008-\u301f\u3030\u30fb\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65"
)


def normalize_text(text: str) -> str:
    """Return `text` with line feeds for line ends and nothing that a feed cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return INVALID_IN_XML.sub("", text)
