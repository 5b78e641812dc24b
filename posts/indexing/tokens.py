r"""The tokenizer of the search index.

A token is a Han character, a word of another script (C++ and C# are words), a
TeX command (`\nabla`), or any other single sign. So a phrase is found wherever
its text occurs, in Chinese without spaces as well as inside a formula.
"""

import re
import unicodedata
from functools import cache, lru_cache

from posts.rendering.characters import HAN_RANGES

# A line break between Han characters ends a block: no phrase continues across it.
HAN_LINE_BREAK = rf"(?<=[{HAN_RANGES}])\n(?=[{HAN_RANGES}])"
INDEX_TOKEN = re.compile(
    rf"{HAN_LINE_BREAK}|\\[a-z]+|[{HAN_RANGES}]|(?:(?![{HAN_RANGES}_])\w)+(?:\+\+|#(?!\w))?|\S"
)
HAN_TOKEN = re.compile(f"[{HAN_RANGES}]")
MAX_TOKEN_LENGTH = 64  # characters
# Accents are dropped, but not the marks that turn one kana into another.
COMBINING_ACCENTS = re.compile("[\u0300-\u036f]")
# SQLite's `ascii` tokenizer takes only ASCII signs for separators. NFKC has left no
# full-width forms in a text, so these can stand for the signs in the index.
SIGN_REPLACEMENTS = {ord("\n"): "␤"} | {
    code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()
}


@cache
def get_simplified_forms() -> dict[int, str]:
    """Return the simplified form of each traditional Han character that has one."""
    from opencc import OpenCC  # noqa: PLC0415  (two megabytes, for one call at most)

    characters = [chr(code) for code in range(0x3400, 0xA000)]
    forms = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(character): form for character, form in zip(characters, forms, strict=True) if character != form
    }


def fold_text(text: str) -> str:
    """Return `text` with width, case, accents and traditional characters folded into one form."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = COMBINING_ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text).translate(get_simplified_forms())
    return text


def tokenize_text(text: str) -> list[str]:
    """Return the tokens of `text` as the index stores them."""
    return [normalize_token(token) for token in INDEX_TOKEN.findall(fold_text(text))]


def is_han_token(token: str) -> bool:
    return bool(HAN_TOKEN.fullmatch(token))


def is_word_token(token: str) -> bool:
    """Whether `token` is a word or a number: not a Han character, a TeX command or a sign."""
    return token[0].isalnum() and not is_han_token(token)


@lru_cache(maxsize=65_536)
def normalize_token(token: str) -> str:
    """Return a token of folded text as the index stores it: words in the singular, signs replaced."""
    if token.isascii() and token.isalpha():
        return stem_word(token)[:MAX_TOKEN_LENGTH]
    return token[:MAX_TOKEN_LENGTH].translate(SIGN_REPLACEMENTS)


def stem_word(word: str) -> str:
    """Return an English word in the singular, much like Harman's S-stemmer (1991), and no more."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "tches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "us" else word
