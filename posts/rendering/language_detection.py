"""Language detection, by the characters of a text."""

import re
from string import ascii_letters

from posts.rendering.tree import Element

COUNTED_HAN = re.compile("[\u4e00-\u9fff]+")
COUNTED_KANA = re.compile("[\u3041-\u30ff]+")
# Of the bytes of a text, to leave nothing but Latin letters and spaces.
LATIN_LETTERS = bytes(byte if chr(byte) in ascii_letters else ord(" ") for byte in range(256))
# Very common characters that only one of the two scripts uses.
TRADITIONAL_CHARACTERS = re.compile("[這個們來說時會學為對過還後與應該點間問題]")
SIMPLIFIED_CHARACTERS = re.compile("[这个们来说时会学为对过还后与应该点间问题]")
SAMPLE_CHARACTERS = 20_000  # more of a text tells no more
MIN_SAMPLE_UNITS = 50  # characters or words; of fewer, the language is not certain


def guess_language(text: str) -> str:
    """Return the language, as a BCP 47 tag, that most of `text` is written in."""
    text = text[:SAMPLE_CHARACTERS]
    return most_likely_language(text, *count_by_script(text))


def detect_language(text: str) -> str:
    """Return the language that `text` is certainly written in; "" where it is too short, or a mixture."""
    text = text[:SAMPLE_CHARACTERS]
    han, kana, words = count_by_script(text)
    is_mixture = words <= 4 * (han + kana) <= 4 * words
    if han + kana + words < MIN_SAMPLE_UNITS or is_mixture:
        return ""
    language = most_likely_language(text, han, kana, words)
    # A text without a character of either script alone may be in both.
    return "" if language == "zh-Hans" and not SIMPLIFIED_CHARACTERS.search(text) else language


def most_likely_language(text: str, han: int, kana: int, words: int) -> str:
    """Return the language of `text`, given how many Han characters, kana and Latin words are in it."""
    if kana > han / 4 and kana > 20:
        return "ja"
    if han * 4 < words:
        return "en"
    if len(TRADITIONAL_CHARACTERS.findall(text)) > 2 * len(SIMPLIFIED_CHARACTERS.findall(text)):
        return "zh-Hant"
    return "zh-Hans"


def count_by_script(text: str) -> tuple[int, int, int]:
    """Return how many Han characters, kana and words of Latin letters are in `text`."""
    han, kana = (sum(map(len, runs.findall(text))) for runs in (COUNTED_HAN, COUNTED_KANA))
    return han, kana, len(text.encode(errors="replace").translate(LATIN_LETTERS).split())


def prose_text(root: Element) -> str:
    """Return the text in `root` without code and formulas, which are in no language."""
    elements = (element for element in (root, *root.iter_elements()) if element.tag not in {"code", "pre"})
    texts = (child for element in elements for child in element.children if isinstance(child, str))
    return " ".join(text for text in texts if text.strip())
