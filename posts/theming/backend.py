"""Django's template backend with a theme before the site's own templates.

A page that a theme's templates cannot show is shown by the site's own: a mistake in a theme is
logged, and takes no page from its readers.
"""

import logging
from typing import Any, cast

from django.db import Error as DatabaseError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString, mark_safe

from posts.theming.theme import Theme, get_theme

logger = logging.getLogger(__name__)


class ThemedTemplates(DjangoTemplates):
    """Templates of the theme, of the site and of its apps, in this order.

    `originals` has those without the theme's; None where there is no theme.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        theme = get_theme()
        self.originals = DjangoTemplates(copy_params(params)) if theme else None
        super().__init__(add_loaders(copy_params(params), theme))

    def get_template(self, template_name: str) -> Any:
        if self.originals is None:
            return super().get_template(template_name)
        try:
            template = super().get_template(template_name)
        except (TemplateSyntaxError, UnicodeDecodeError, OSError, RecursionError):
            logger.exception("The theme’s template %s is broken; the site’s own is used.", template_name)
            return self.originals.get_template(template_name)
        return ThemedTemplate(template.template, self)


class ThemedTemplate(Template):
    """A template that may be a theme's, or include one of it."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        """Return the page; where it cannot be made with the theme, the site's own."""
        try:
            return mark_safe(super().render(context, request))
        except DatabaseError:
            raise
        except Exception as error:
            page = self.render_original(context, request)
            if page is None:
                raise
            # Only now: had that failed too, the theme would not be what is broken.
            text = "The theme cannot show %s; the site’s own template did."
            logger.error(text, self.template.name, exc_info=error)
            return page

    def render_original(self, context: Any, request: HttpRequest | None) -> SafeString | None:
        """Return the page by the site's own templates; None where they have none of this name."""
        try:
            original = cast(Any, self.backend).originals.get_template(self.template.name)
        except TemplateDoesNotExist:
            return None
        page: SafeString = original.render(context, request)
        return page


def copy_params(params: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of the settings of a backend, of which one takes its options away."""
    return {**params, "OPTIONS": {**params["OPTIONS"]}}


def add_loaders(params: dict[str, Any], theme: Theme | None) -> dict[str, Any]:
    """Return the settings of a backend, with the loader of a `theme` before those that there are."""
    loaders: list[Any] = [
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    if theme:
        originals = ("posts.theming.loaders.OriginalsLoader", params["DIRS"])
        loaders[:0] = [("posts.theming.loaders.ThemeLoader", theme), originals]
    cached = [("posts.theming.loaders.CachedLoader", loaders)]
    return {**params, "APP_DIRS": False, "OPTIONS": {**params["OPTIONS"], "loaders": cached}}
