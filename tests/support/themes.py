"""A second theme, plainly different from the site's own looks, and small ones that are broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import override_settings

PAPER = Path(__file__).parents[1] / "themes" / "paper"


@contextmanager
def use_theme(folder: Path) -> Iterator[None]:
    """Have the site use the theme in `folder`, as if THEME_DIR named it at the start."""
    templates: list[Any] = [{**settings.TEMPLATES[0]}]
    own = [path for path in settings.STATICFILES_DIRS if Path(path) != PAPER / "static"]
    static = [folder / "static"] if (folder / "static").is_dir() else []
    # Another list of templates makes the engine anew, which reads THEME_DIR.
    with (
        override_settings(THEME_DIR=folder),
        override_settings(TEMPLATES=templates, STATICFILES_DIRS=[*static, *own]),
    ):
        yield


def write_theme(folder: Path, **files: str) -> Path:
    """Write `files` by their path, with `__` for `/`; return the folder."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


class StrictStaticFiles(StaticFilesStorage):
    """Refuses a name that no folder has, as the storage of a site that has collected its files does."""

    def url(self, name: str | None) -> str:
        if not finders.find(str(name)):
            raise ValueError(f"Missing staticfiles manifest entry for {name!r}")
        return super().url(name)
