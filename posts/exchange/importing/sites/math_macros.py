r"""TeX macros that an old site gave MathJax or KaTeX: `macros: { R: "\\mathbb{R}", b: ["\\mathbf{#1}", 1] }`.

They stand in the site's settings, or in a script or template with mathjax, katex or macros in its name, or in
a head of its theme.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects.macros import Macro
from posts.exchange.importing.records.regular_files import list_folder, read_regular_text

MACRO_FILE = re.compile(
    r"(?:math|katex|macros|head|scripts|custom).*\.(?:js|ts|mjs|json|html|ejs|njk|pug|swig|vue)$|_config.*\.ya?ml$",
    re.I,
)
SKIPPED_FOLDERS = frozenset({"node_modules", ".git", "public", "_site", "post", "posts", "_posts"})
MAX_FILES = 5_000
MAX_FILE_BYTES = 200_000
# What begins the object that holds macros.
MACRO_OBJECT = re.compile(r"[\"']?\b[mM]acros[\"']?\s*(?::\s*[A-Za-z<>, ]*=?|=)\s*\{|export\s+default\s*\{")
STRING = r"(?:String\.raw)?(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"
MACRO_ENTRY = re.compile(
    rf"(?P<key>{STRING}|[A-Za-z]+)\s*:\s*\[?\s*(?P<body>{STRING})(?:\s*,\s*\d+)?|(?P<open>\{{)|(?P<close>\}})|//[^\n]*"
)


def find_site_macros(root: Path, settings: Mapping[str, Any]) -> dict[str, Macro]:
    """Return the macros of the site in the folder `root`, by name; those of its `settings` win."""
    bodies: dict[str, str] = {}
    for path in find_macro_files(root):
        try:
            text = read_regular_text(path, "utf-8", "replace", MAX_FILE_BYTES)
        except OSError:
            continue
        if "acros" in text or "macro" in path.name:
            bodies |= dict(read_script_macros(text))
    bodies |= dict(read_setting_macros(settings))
    return {name: Macro(body, count_parameters(body)) for name, body in bodies.items()}


def find_macro_files(root: Path) -> Iterator[Path]:
    """Give the files below `root` in which macros may stand."""
    pending, seen = [root], 0
    while pending and seen < MAX_FILES:
        for path in list_folder(pending.pop(0)):
            seen += 1
            if path.is_symlink():
                continue
            if path.is_dir():
                pending += [path] if path.name not in SKIPPED_FOLDERS else []
            elif MACRO_FILE.search(path.name) and path.is_file() and path.stat().st_size <= MAX_FILE_BYTES:
                yield path


def read_script_macros(text: str) -> Iterator[tuple[str, str]]:
    """Give the names and bodies of the macros in a script."""
    for opening in MACRO_OBJECT.finditer(text):
        depth = 1
        for entry in MACRO_ENTRY.finditer(text, opening.end()):
            depth += bool(entry["open"]) - bool(entry["close"])
            if depth == 0:
                break
            if entry["key"] and depth == 1:
                name = read_string(entry["key"]).lstrip("\\")
                if name.isalpha():
                    yield name, read_string(entry["body"])


def read_setting_macros(settings: Any) -> Iterator[tuple[str, str]]:
    """Give the macros in an object `macros`, at whatever depth in the settings."""
    if not isinstance(settings, Mapping):
        return
    for key, value in settings.items():
        if str(key).lower() != "macros" or not isinstance(value, Mapping):
            yield from read_setting_macros(value)
            continue
        for name, entry in value.items():
            body = entry[0] if isinstance(entry, list) and entry else entry
            if isinstance(body, str) and str(name).lstrip("\\").isalpha():
                yield str(name).lstrip("\\"), body


def read_string(literal: str) -> str:
    """Return what a string of JavaScript says; a bare name says itself."""
    if literal[-1] not in "\"'`":
        return literal
    if literal.startswith("String.raw"):
        return literal[len("String.raw`") : -1]
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def count_parameters(body: str) -> int:
    return max((int(number) for number in re.findall(r"#(\d)", body)), default=0)
