"""The language of an entry, by what its author wrote or by its characters: "et al." or "等"."""

import re
from collections.abc import Mapping
from typing import Any

from posts.literature.names import HAN_IDEOGRAPH

KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
NAMED_LANGUAGES = {
    "english": "en", "american": "en-US", "british": "en-GB", "usenglish": "en-US", "ukenglish": "en-GB",
    "chinese": "zh-CN", "zh": "zh-CN", "zh-hans": "zh-CN",
    "schinese": "zh-CN", "中文": "zh-CN", "汉语": "zh-CN", "tchinese": "zh-TW",
    "japanese": "ja-JP", "korean": "ko-KR", "german": "de-DE", "ngerman": "de-DE",
    "french": "fr-FR", "russian": "ru-RU", "spanish": "es-ES",
}  # fmt: skip
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def find_csl_language(named: str, item: Mapping[str, Any]) -> str:
    """Return the language of `item` as a BCP 47 tag; "" where nothing says it."""
    known = NAMED_LANGUAGES.get(named.strip().lower())
    if known:
        return known
    if LANGUAGE_TAG.fullmatch(named.strip()):
        return named.strip().replace("_", "-")
    text = f"{item.get('title', '')}{item.get('container-title', '')}"
    if KANA.search(text):
        return "ja-JP"
    if HANGUL.search(text):
        return "ko-KR"
    return "zh-CN" if HAN_IDEOGRAPH.search(str(item.get("title", ""))) else ""
