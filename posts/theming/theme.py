"""The theme that THEME_DIR names: its folders, and what its theme.toml says."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# Templates that no reader sees, by their first folder: a theme replaces them only if it says so.
STAFF_FOLDERS = frozenset(
    {"account", "admin", "allauth", "django", "mail", "markdownx", "mfa", "registration", "usersessions"}
)
THEME_FILE = "theme.toml"
THEME_KEYS = frozenset({"name", "replaces_admin"})


class ThemeError(Exception):
    """A theme.toml that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `templates` and `static` in its `folder`, and whether it replaces templates of the admin."""

    folder: Path
    replaces_admin: bool = False

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    def may_replace(self, template_name: str) -> bool:
        """Whether a template of the theme goes before the site's own of this name."""
        return self.replaces_admin or template_name.partition("/")[0] not in STAFF_FOLDERS


def get_theme() -> Theme | None:
    """Return the theme; None where THEME_DIR names none, or no folder."""
    folder = settings.THEME_DIR
    if folder is None or not os.path.isdir(folder):  # noqa: PTH112  (Path raises for what it may not see)
        return None
    try:
        values = read_theme_file(folder / THEME_FILE)
    except ThemeError:  # which `find_theme_faults` reports
        values = {}
    return Theme(folder, replaces_admin=values.get("replaces_admin") is True)


def read_theme_file(path: Path) -> dict[str, object]:
    """Return what the theme.toml at `path` says; nothing where there is none. Raises ThemeError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(str(error)) from error
    if unknown := sorted(values.keys() - THEME_KEYS):
        raise ThemeError(f"it may hold {', '.join(sorted(THEME_KEYS))}, not {unknown[0]}")
    return values
