"""What is wrong with a theme: found before a reader meets it, each with the file that it stands in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template import TemplateSyntaxError, engines

from posts.theming.stylesheet_faults import find_stylesheet_faults
from posts.theming.template_faults import find_template_faults
from posts.theming.theme import THEME_FILE, Theme, ThemeError, get_theme, read_theme_file

TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml"})


class ThemeFault(NamedTuple):
    """A fault: the file, the number of the line (0: none), and a sentence."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.text}"


def find_theme_faults() -> Iterator[ThemeFault]:
    """Yield what is wrong with the theme that THEME_DIR names; nothing where it names none."""
    folder, theme = settings.THEME_DIR, get_theme()
    if folder is None:
        return
    if theme is None:
        yield ThemeFault(folder, 0, "There is no such folder. The site has its own looks.")
        return
    try:
        read_theme_file(folder / THEME_FILE)
    except ThemeError as error:
        yield ThemeFault(folder / THEME_FILE, 0, f"This cannot be read: {error}.")
    if not (theme.templates.is_dir() or theme.static.is_dir()):
        yield ThemeFault(folder, 0, "It has no folder “templates” and none “static”.")
    yield from find_faults_of_templates(theme)
    for path in sorted(theme.static.rglob("*.css")):
        for line, text in find_stylesheet_faults(path, theme.static):
            yield ThemeFault(path, line, text)


def find_faults_of_templates(theme: Theme) -> Iterator[ThemeFault]:
    """Yield what is wrong with the templates of `theme`, which is that of the template engine."""
    engine = get_template_engine()
    for path in sorted(theme.templates.rglob("*")):
        if path.suffix not in TEMPLATE_SUFFIXES:
            continue
        name = path.relative_to(theme.templates).as_posix()
        if not theme.may_replace(name):
            text = f"It has no effect unless {THEME_FILE} says replaces_admin = true."
            yield ThemeFault(path, 0, text)
            continue
        try:
            template = engine.get_template(name)
        except TemplateSyntaxError as error:
            token = getattr(error, "token", None)
            yield ThemeFault(
                path, token.lineno if token else 0, f"{str(error).rstrip('.')}. The site’s own is used."
            )
        except UnicodeDecodeError:
            yield ThemeFault(path, 0, "It is not a text in UTF-8. The site’s own is used.")
        except (OSError, RecursionError) as error:
            yield ThemeFault(path, 0, f"It cannot be read: {error}. The site’s own is used.")
        else:
            yield from (ThemeFault(path, *found) for found in find_template_faults(template))


def get_template_engine() -> Any:
    """Return the engine that has the theme's templates."""
    backend: Any = engines["django"]
    return backend.engine
