"""The language a text is written in, as its characters show."""

import re

from posts.rendering.tree import Element

HAN, KANA, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30ff]"), re.compile("[A-Za-z]+")
# Very common characters that only one of the two scripts uses.
TRADITIONAL = re.compile("[這個們來說時會學為對過還後與應該點間問題]")
SIMPLIFIED = re.compile("[这个们来说时会学为对过还后与应该点间问题]")
SAMPLE = 20_000  # characters; more tells no more
ENOUGH = 50  # characters or words, of which a language is plain


def guess(text: str) -> str:
    """Return the language, as BCP 47 names it, that most of `text` is written in."""
    text = text[:SAMPLE]
    return likeliest(text, *count(text))


def plain(text: str) -> str:
    """Return the language that `text` plainly is written in; "" where it is short, or a mixture."""
    text = text[:SAMPLE]
    han, kana, words = count(text)
    is_mixture = words <= 4 * (han + kana) <= 4 * words
    if han + kana + words < ENOUGH or is_mixture:
        return ""
    found = likeliest(text, han, kana, words)
    # What neither script has for itself is in both.
    return "" if found == "zh-Hans" and not SIMPLIFIED.search(text) else found


def likeliest(text: str, han: int, kana: int, words: int) -> str:
    if kana > han / 4 and kana > 20:
        return "ja"
    if han * 4 < words:
        return "en"
    if len(TRADITIONAL.findall(text)) > 2 * len(SIMPLIFIED.findall(text)):
        return "zh-Hant"
    return "zh-Hans"


def count(text: str) -> tuple[int, int, int]:
    """Return how many Han characters, kana and words of Latin letters are in `text`."""
    return len(HAN.findall(text)), len(KANA.findall(text)), len(LATIN.findall(text))


def prose(root: Element) -> str:
    """Return the text in `root`, but for code and formulas, which are of no language."""
    elements = (element for element in (root, *root.elements()) if element.tag not in {"code", "pre"})
    texts = (child for element in elements for child in element.children if isinstance(child, str))
    return " ".join(text for text in texts if text.strip())
