"""Files of a site: which may be posts or pages, and what their names say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from posts.exchange.importing.records import front_matter
from posts.exchange.importing.records.file_names import decode_file_name
from posts.exchange.importing.records.file_types import GENERATOR_SUFFIXES, MARKDOWN_SUFFIXES, NOTEBOOK_SUFFIX
from posts.exchange.importing.records.record import ImportFileError
from posts.exchange.importing.records.regular_files import read_regular_text, walk_files

DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.+)")
# The language in a name such as `post.en.md`.
LANGUAGE_SUFFIX = re.compile(r"\.([a-z]{2}(?:[-_][A-Za-z]{2,4})?)$")
NOT_POSTS = {"readme", "license", "changelog", "contributing", "code_of_conduct", "_index"}


def walk_pages(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder` that may be pages: not its index, and none below a folder with `_`."""
    for path in walk_files(folder):
        parts = path.relative_to(folder).parts
        is_apart = any(part.startswith("_") for part in parts[:-1])
        if not is_apart and (len(parts) > 1 or path.stem.lower() not in {*NOT_POSTS, "index", "404"}):
            yield path


def is_post_file(path: Path) -> bool:
    """Whether `path` is Markdown, and no source from which the file beside it was generated."""
    suffix = path.suffix.lower()
    if suffix not in MARKDOWN_SUFFIXES or path.name.startswith((".", "_")):
        return False
    return suffix not in GENERATOR_SUFFIXES or not path.with_suffix(".md").exists()


def is_lone_notebook(path: Path) -> bool:
    """Whether `path` is a notebook without the Markdown file that was made of it, or is kept beside it."""
    if path.suffix.lower() != NOTEBOOK_SUFFIX or path.name.startswith((".", "_")):
        return False
    return not path.with_suffix(".md").exists()


def get_bare_name(path: Path) -> str:
    """Return a post's name: its file's or, for an `index`, its bundle's, without language or date."""
    stem = LANGUAGE_SUFFIX.sub("", decode_file_name(path.stem))
    if stem.lower() in {"index", "readme"}:
        stem = decode_file_name(path.parent.name)
    dated = DATED_NAME.fullmatch(stem)
    return dated["name"] if dated else stem


def get_date_in_name(path: Path) -> str:
    """Return the date that begins a file's or bundle's name, as in `2020-01-05-x.md`; "" without one."""
    for name in (path.stem, path.parent.name if path.stem.startswith("index") else ""):
        if dated := DATED_NAME.fullmatch(name):
            return dated["date"]
    return ""


def read_settings_file(path: Path) -> dict[str, Any]:
    """Return the settings in a file, top keys in lower case; none where it cannot be read."""
    fence = {".toml": "+++", ".json": ";;;"}.get(path.suffix, "---")
    try:
        found = front_matter.parse_fields(fence, read_regular_text(path, "utf-8-sig"), 1, [])
    except (OSError, UnicodeDecodeError, ImportFileError):
        return {}
    return {str(key).lower(): value for key, value in (found or {}).items()}
