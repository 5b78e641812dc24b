"""Template loaders: of the theme, and of the site's own templates by names that the theme cannot take."""

from collections.abc import Iterator
from typing import Any

from django.template import Origin
from django.template.loaders import filesystem

from posts.theming.theme import Theme

# A template of the theme includes the one that it replaces as `site/…`; to extend it, its own name does.
ORIGINALS_PREFIX = "site/"


class ThemeLoader(filesystem.Loader):
    """Loads the templates of a theme, but for those that it may not replace."""

    def __init__(self, engine: Any, theme: Theme) -> None:
        super().__init__(engine, [theme.templates])
        self.theme = theme

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        if self.theme.may_replace(template_name):
            yield from super().get_template_sources(template_name)


class OriginalsLoader(filesystem.Loader):
    """Loads `site/NAME`, the site's own template NAME."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        if template_name.startswith(ORIGINALS_PREFIX):
            yield from super().get_template_sources(template_name.removeprefix(ORIGINALS_PREFIX))
