"""Names and codes of languages as people write them."""

from posts.models import Language

LANGUAGE_NAMES = {
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


def find_language(name: object) -> Language | None:
    """Return the language that `name` means, such as `zh_CN` or `cn`; None where it means none of ours."""
    return LANGUAGE_NAMES.get(str(name or "").strip().lower().replace("_", "-"))
