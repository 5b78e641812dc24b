"""Template loaders: of the theme, of the site's own templates by names that it cannot take, and of all."""

import threading
from collections.abc import Iterator
from typing import Any

from django.template import Origin, Template
from django.template.loaders import app_directories, base, cached, filesystem

from posts.theming.prepared_templates import prepare_nodelist
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


class PreparingLoader(base.Loader):
    """Makes readers' templates ready as they are loaded: not those of apps, and of the admin."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.local = threading.local()

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        is_of_app = isinstance(template.origin.loader, app_directories.Loader)
        if not is_of_app and not template_name.startswith("admin/"):
            loading = (*getattr(self.local, "loading", ()), template_name)
            outer, self.local.loading = loading[:-1], loading
            try:
                prepare_nodelist(template.nodelist, self.engine, loading)
            finally:
                self.local.loading = outer
        return template


class CachedLoader(cached.Loader, PreparingLoader):
    """Keeps the templates of other loaders, and makes each ready before another thread may find it."""
