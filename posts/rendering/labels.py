"""Labels that a render adds to a post, in the language of the post."""

from collections.abc import Mapping

LABELS_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "en": {
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Warning",
        "caution": "Caution",
        "correction": "Correction",
        "update": "Update",
        "back-reference": "Back to reference {}",
        "diagram": "Diagram",
        "diagram-source": "Source of the diagram",
        "enlarge": "Enlarge picture",
        "omitted-code": "[code]",
        "omitted-table": "[table]",
        "omitted-bookmark": "[link]",
    },
    "ja": {
        "note": "補足",
        "tip": "ヒント",
        "important": "重要",
        "warning": "警告",
        "caution": "注意",
        "correction": "訂正",
        "update": "更新",
        "back-reference": "本文の参照 {} に戻る",
        "diagram": "図",
        "diagram-source": "図のソース",
        "enlarge": "画像を拡大",
        "omitted-code": "〔コード〕",
        "omitted-table": "〔表〕",
        "omitted-bookmark": "〔リンク〕",
    },
    "zh-Hans": {
        "note": "说明",
        "tip": "提示",
        "important": "重要",
        "warning": "注意",
        "caution": "警告",
        "correction": "勘误",
        "update": "更新",
        "back-reference": "回到正文引用 {}",
        "diagram": "图",
        "diagram-source": "图的源码",
        "enlarge": "放大图片",
        "omitted-code": "〔代码〕",
        "omitted-table": "〔表格〕",
        "omitted-bookmark": "〔链接〕",
    },
    "zh-Hant": {
        "note": "說明",
        "tip": "提示",
        "important": "重要",
        "warning": "注意",
        "caution": "警告",
        "correction": "勘誤",
        "update": "更新",
        "back-reference": "回到正文引用 {}",
        "diagram": "圖",
        "diagram-source": "圖的原始碼",
        "enlarge": "放大圖片",
        "omitted-code": "〔程式碼〕",
        "omitted-table": "〔表格〕",
        "omitted-bookmark": "〔連結〕",
    },
}


def labels_for(language: str) -> Mapping[str, str]:
    """Return the labels in `language` (a BCP 47 tag), or in English."""
    return LABELS_BY_LANGUAGE.get(language, LABELS_BY_LANGUAGE["en"])
