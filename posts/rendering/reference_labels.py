"""What a reference to a theorem, figure … shows, in the language of the post that refers to it."""

KIND_NAMES = {
    "en": {"theorem": "Theorem", "figure": "Figure", "table": "Table", "section": "Section"},
    "zh-Hans": {"theorem": "定理", "figure": "图", "table": "表", "section": "第"},
}


def format_reference(kind: str, number: str, name: str, language: str) -> str:
    """Return the text of a reference to something of `kind`; its `name` where it has no number."""
    if not number:
        return name or kind
    return f"{KIND_NAMES.get(language, KIND_NAMES['en']).get(kind, kind.capitalize())} {number}"
