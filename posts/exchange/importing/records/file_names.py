"""File names as text that can be shown, stored and compared."""

import os
import re
import unicodedata
from pathlib import Path

CONTROL_CHARACTER_RUN = re.compile(r"[\x00-\x1f\x7f]+")


def decode_file_name(name: str | Path) -> str:
    """Return a file's name or path as text, on one line.

    Bytes that are no UTF-8 are read as GB 18030: so old archives from Chinese
    Windows name their files.
    """
    data = os.fsencode(name)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    return CONTROL_CHARACTER_RUN.sub(" ", text)


def normalize_path(path: str | Path) -> str:
    """Return a key that is the same for all paths that Windows and macOS take for one."""
    return unicodedata.normalize("NFC", decode_file_name(os.path.normpath(path))).casefold()
