"""Settings of an Obsidian vault, in its hidden folder: where files and templates lie, what is published."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from posts.exchange.importing.records.regular_files import read_regular_file

SETTINGS_FOLDER = ".obsidian"
MAX_SETTINGS_BYTES, HEAD_BYTES = 1_000_000, 4_000
# The files that name a folder of templates, and by which key.
TEMPLATE_SETTINGS = (
    ("templates.json", "folder"),
    ("plugins/templater-obsidian/data.json", "templates_folder"),
)
PUBLISHED_NOTE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---\s*\n(?:(?!---\s*$).*\n)*?(?:dg-)?publish:[ \t]*true", re.M
)


class VaultSettings:
    """The settings of the vault in the folder `root`; without any, everything is empty."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_vault = (root / SETTINGS_FOLDER).is_dir()
        self.attachment_folder = str(self.read_file("app.json").get("attachmentFolderPath") or "")
        self.template_folders = [
            folder.strip("/")
            for name, key in TEMPLATE_SETTINGS
            if isinstance(folder := self.read_file(name).get(key), str) and folder.strip("/")
        ]

    def read_file(self, name: str) -> dict[str, Any]:
        """Return the settings in a file of the vault; none where it cannot be read."""
        path = self.root / SETTINGS_FOLDER / name
        try:
            found = json.loads(read_regular_file(path, MAX_SETTINGS_BYTES)) if self.is_vault else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def find_attachment_folders(self, path: Path) -> list[Path]:
        """Return where the files of the note at `path` are kept: beside it, below it, or in one folder."""
        folder = self.attachment_folder
        if not folder or folder == "/":
            return [self.root] if folder else []
        return [path.parent / folder if folder.startswith("./") else self.root / folder]

    def is_template(self, path: Path) -> bool:
        place = path.relative_to(self.root).as_posix()
        return any(place.startswith(f"{folder}/") for folder in self.template_folders)


def publishes_by_note(paths: Iterable[Path]) -> bool:
    """Whether one of the notes at `paths` says of itself that it is published: others are not, then."""
    return any(PUBLISHED_NOTE.match(read_note_head(path)) for path in paths)


def read_note_head(path: Path) -> bytes:
    try:
        return read_regular_file(path, HEAD_BYTES)
    except OSError:
        return b""
