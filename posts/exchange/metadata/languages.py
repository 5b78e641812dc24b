"""The language of a post: as it is named, else as its text shows."""

import re

from posts.models import Language

NAMES = {
    "zh": Language.CHINESE_SIMPLIFIED,
    "cn": Language.CHINESE_SIMPLIFIED,
    "chinese": Language.CHINESE_SIMPLIFIED,
    "zh-cn": Language.CHINESE_SIMPLIFIED,
    "zh-sg": Language.CHINESE_SIMPLIFIED,
    "zh-hans": Language.CHINESE_SIMPLIFIED,
    "zh-hans-cn": Language.CHINESE_SIMPLIFIED,
    "tw": Language.CHINESE_TRADITIONAL,
    "zh-tw": Language.CHINESE_TRADITIONAL,
    "zh-hk": Language.CHINESE_TRADITIONAL,
    "zh-mo": Language.CHINESE_TRADITIONAL,
    "zh-hant": Language.CHINESE_TRADITIONAL,
    "zh-hant-tw": Language.CHINESE_TRADITIONAL,
    "en": Language.ENGLISH,
    "english": Language.ENGLISH,
    "en-us": Language.ENGLISH,
    "en-gb": Language.ENGLISH,
    "ja": Language.JAPANESE,
    "jp": Language.JAPANESE,
    "ja-jp": Language.JAPANESE,
}
HAN, KANA, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30ff]"), re.compile("[A-Za-z]+")
# Very common characters that only one of the two scripts uses.
TRADITIONAL = re.compile("[這個們來說時會學為對過還後與應該點間問題]")
SIMPLIFIED = re.compile("[这个们来说时会学为对过还后与应该点间问题]")
SAMPLE = 20_000  # characters; more tells no more


def named(name: object) -> Language | None:
    """Return the language that `name` means, such as `zh_CN` or `cn`; None where it means none of ours."""
    return NAMES.get(str(name or "").strip().lower().replace("_", "-"))


def guess(text: str) -> Language:
    """Return the language that most of `text` is written in."""
    text = text[:SAMPLE]
    han, kana, words = (len(pattern.findall(text)) for pattern in (HAN, KANA, LATIN))
    if kana > han / 4 and kana > 20:
        return Language.JAPANESE
    if han * 4 < words:
        return Language.ENGLISH
    if len(TRADITIONAL.findall(text)) > 2 * len(SIMPLIFIED.findall(text)):
        return Language.CHINESE_TRADITIONAL
    return Language.CHINESE_SIMPLIFIED
