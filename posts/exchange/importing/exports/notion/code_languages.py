"""Names of languages in Notion's blocks of code, as highlighters know them."""

NOTION_LANGUAGES = {
    "plain text": "",
    "plaintext": "",
    "text": "",
    "java/c/c++/c#": "java",
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    "objective-c": "objectivec",
    "visual basic": "vbnet",
    "vb.net": "vbnet",
    "markup": "html",
    "notion formula": "",
    "webassembly": "wasm",
    "llvm ir": "llvm",
    "agda": "agda",
    "ascii art": "",
    "coffeescript": "coffeescript",
    "shell": "bash",
}


def rename_language(name: str) -> str:
    """Return the name of a language as Markdown has it: without spaces, and empty for plain text."""
    lowered = name.strip().lower()
    return NOTION_LANGUAGES.get(lowered, lowered.replace(" ", "-"))
