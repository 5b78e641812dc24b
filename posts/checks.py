"""System checks: report a site that is set up wrongly, each with a stable id."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve
from markdownx import settings as markdownx_settings
from markdownx.views import ImageUploadView, MarkdownifyView

from posts.accounts.second_factor import find_unknown_roles
from posts.editor import EditorView
from posts.theming.faults import find_theme_faults

MARKDOWNX_URL_SETTINGS = ("MARKDOWNX_URLS_PATH", "MARKDOWNX_UPLOAD_URLS_PATH")


@register(Tags.urls, Tags.security)
def check_open_views(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report django-markdownx's own views where they are mounted: they let anyone render and upload."""
    return [
        Error(
            f"{view.__name__} of django-markdownx is mounted; it lets anyone in without signing in.",
            hint="Remove markdownx.urls from the URL configuration: the admin brings guarded views.",
            id="posts.E001",
        )
        for view in find_mounted_view_classes(get_resolver().url_patterns)
        if view in {ImageUploadView, MarkdownifyView}
    ]


@register(Tags.urls, Tags.security)
def check_editor_is_guarded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an editor whose preview or upload leads to a view without a check of permissions."""
    return [
        Error(
            f"{name} does not lead to a view that only those who may write can use.",
            hint="Leave it as config/settings.py has it, with the admin mounted.",
            id="posts.E002",
        )
        for name in MARKDOWNX_URL_SETTINGS
        if not is_editor_view(getattr(markdownx_settings, name))
    ]


@register(Tags.database, Tags.security)
def check_required_roles(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report roles in REQUIRE_SECOND_FACTOR that nobody has: a typing error would require nothing."""
    try:
        unknown = find_unknown_roles() if databases else []
    except DatabaseError:  # not migrated yet
        unknown = []
    return [
        checks.Warning(
            f"REQUIRE_SECOND_FACTOR names {role!r}, and there is no such group.",
            hint="Write staff, superusers, or the name of a group as the database has it, such as Editor.",
            id="posts.W003",
        )
        for role in unknown
    ]


@register(Tags.templates)
def check_theme(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report what is wrong with the theme: as warnings, since looks must keep no command from its work."""
    return [
        checks.Warning(
            f"The theme: {fault}",
            hint="Mend the file, or start the site without THEME_DIR.",
            id="posts.W004",
        )
        for fault in find_theme_faults()
    ]


def find_mounted_view_classes(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[type]:
    """Yield the class of every class-based view below `patterns`."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from find_mounted_view_classes(pattern.url_patterns)
        elif view := getattr(pattern.callback, "view_class", None):
            yield view


def is_editor_view(path: object) -> bool:
    """Whether `path`, a string or a lazy one, leads to one of the editor's views."""
    try:
        view = resolve(str(path)).func
    except (NoReverseMatch, Resolver404):
        return False
    return issubclass(getattr(view, "view_class", object), EditorView)
