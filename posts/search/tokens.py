r"""Text as the index sees it: one form for what can be written in several, cut into tokens.

A token is a Han character, a word of another script (C++ and C# are words), a
TeX command (`\nabla`), or any other sign by itself. So a phrase of tokens
is found wherever its text stands, in Chinese without spaces as in a formula.
"""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

from posts.rendering.text import HAN

# The end of a line between Han is that of a block: no word goes on behind it.
HAN_LINE_BREAK = rf"(?<=[{HAN}])\n(?=[{HAN}])"
INDEX_TOKEN = re.compile(rf"{HAN_LINE_BREAK}|\\[a-z]+|[{HAN}]|(?:(?![{HAN}_])\w)+(?:\+\+|#(?!\w))?|\S")
HAN_TOKEN = re.compile(f"[{HAN}]")
MAX_TOKEN_LENGTH = 64  # characters of a token; what is longer is no word
# Accents go, but the marks that make another kana of a kana stay.
ACCENTS = re.compile("[\u0300-\u036f]")
# SQLite's tokenizer takes any character beyond ASCII for a letter, and NFKC
# has left no full-width form of a sign: so each sign is given its own.
SIGN_REPLACEMENTS = {ord("\n"): "␤"} | {
    code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()
}


@cache
def get_simplified_forms() -> dict[int, str]:
    """Return the simplified form of each traditional Han character that has one."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    forms = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(one): form for one, form in zip(characters, forms, strict=True) if one != form}


def fold_text(text: str) -> str:
    """Return `text` without differences of width, case, accents, traditional and simplified characters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text).translate(get_simplified_forms())
    return text


def tokenize_text(text: str) -> list[str]:
    """Return the tokens of `text`, as they stand in the index."""
    return [normalize_token(token) for token in INDEX_TOKEN.findall(fold_text(text))]


def is_han_token(token: str) -> bool:
    return bool(HAN_TOKEN.fullmatch(token))


def is_word_token(token: str) -> bool:
    """Whether `token` is a word or a number, not Han, no command and no sign."""
    return token[0].isalnum() and not is_han_token(token)


@lru_cache(maxsize=65_536)
def normalize_token(token: str) -> str:
    """Return a token of normal text as it stands in the index: words in the singular, signs as letters."""
    if token.isascii() and token.isalpha():
        return stem_word(token)[:MAX_TOKEN_LENGTH]
    return token[:MAX_TOKEN_LENGTH].translate(SIGN_REPLACEMENTS)


def stem_word(word: str) -> str:
    """Return an English word in the singular, much as Harman's S-stemmer (1991) does, and never further."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "tches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "us" else word
