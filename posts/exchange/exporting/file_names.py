"""Names of files in exports and of imported files in media: safe for every system, and unique."""

import re
import unicodedata
from pathlib import PurePosixPath

from posts.models.slugs import slugify, truncate_slug

IMPORTED_MEDIA_FOLDER = "imported"
# Characters and names that Windows does not allow for files.
FORBIDDEN_CHARACTERS = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
RESERVED_FILE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class UniqueFileNames:
    """Makes file names that every file system accepts, no two of which differ in case alone."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def get_free_name(self, path: str) -> str:
        """Return `path`, cleaned and numbered where its name is taken already."""
        wanted = PurePosixPath(clean_media_path(path))
        found, number = wanted, 1
        while str(found).casefold() in self.taken:
            number += 1
            found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        self.taken.add(str(found).casefold())
        return str(found)


def clean_media_path(path: str) -> str:
    """Return a relative path like `path` that every file system accepts."""
    parts = [clean_path_part(part) for part in PurePosixPath(path).parts if part not in {"/", ".", ".."}]
    return str(PurePosixPath(*parts or ["file"]))


def clean_path_part(part: str) -> str:
    """Return a part of a path without characters and names that some system forbids."""
    part = FORBIDDEN_CHARACTERS.sub("-", unicodedata.normalize("NFC", part)).rstrip(". ").lstrip(" ")
    return f"_{part}" if not part.strip("-.") or RESERVED_FILE_NAMES.fullmatch(part) else part


def build_imported_name(digest: str, stem: str, suffix: str) -> str:
    """Return the name in media of an imported file: `imported/<digest>-<name>.<suffix>`.

    `digest` is the SHA-256 of its content, `stem` its name without the suffix.
    """
    parts = filter(None, (digest[:12], truncate_slug(slugify(stem), 60)))
    return f"{IMPORTED_MEDIA_FOLDER}/{'-'.join(parts)}{suffix}"
