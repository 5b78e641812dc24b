"""The few words a render adds to a post, in the post's language."""

from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Warning",
        "caution": "Caution",
        "back-reference": "Back to reference {}",
    },
    "ja": {
        "note": "補足",
        "tip": "ヒント",
        "important": "重要",
        "warning": "警告",
        "caution": "注意",
        "back-reference": "本文の参照 {} に戻る",
    },
    "zh-Hans": {
        "note": "说明",
        "tip": "提示",
        "important": "重要",
        "warning": "注意",
        "caution": "警告",
        "back-reference": "回到正文引用 {}",
    },
    "zh-Hant": {
        "note": "說明",
        "tip": "提示",
        "important": "重要",
        "warning": "注意",
        "caution": "警告",
        "back-reference": "回到正文引用 {}",
    },
}


def words(language: str) -> Mapping[str, str]:
    """Return the words of `language` (as BCP 47 names it), or English ones."""
    return WORDS.get(language, WORDS["en"])
