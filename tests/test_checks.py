"""System checks: a project that lets anyone render or upload does not start."""

import sys
from types import ModuleType

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpResponse
from django.urls import include, path
from markdownx import settings as markdownx_settings

from posts.checks import check_editor_is_guarded, check_open_views, check_required_roles


@pytest.fixture
def mount_view(settings):
    """Return a function that makes its arguments the project's only addresses, beside the admin's."""

    def mount(*patterns, with_admin=True):
        urls = ModuleType("mounted_urls")
        urls.urlpatterns = [*patterns, *([path("admin/", admin.site.urls)] if with_admin else [])]
        sys.modules["mounted_urls"] = urls
        settings.ROOT_URLCONF = "mounted_urls"

    yield mount
    sys.modules.pop("mounted_urls", None)


def test_the_project_as_it_stands_is_accepted():
    assert check_open_views(None) == []
    assert check_editor_is_guarded(None) == []


def test_the_views_of_markdownx_are_refused_wherever_they_are_mounted(mount_view):
    mount_view(path("deep/", include([path("markdownx/", include("markdownx.urls"))])))
    assert [error.id for error in check_open_views(None)] == ["posts.E001", "posts.E001"]


@pytest.mark.parametrize("name", ["MARKDOWNX_URLS_PATH", "MARKDOWNX_UPLOAD_URLS_PATH"])
@pytest.mark.parametrize("address", ["/open/", "/nowhere/"])
def test_an_editor_that_talks_to_an_open_view_is_refused(name, address, mount_view, monkeypatch):
    mount_view(path("open/", lambda request: HttpResponse()))
    monkeypatch.setattr(markdownx_settings, name, address)
    errors = check_editor_is_guarded(None)
    assert [error.id for error in errors] == ["posts.E002"]
    assert name in errors[0].msg


def test_a_project_without_the_admin_is_refused(mount_view):
    mount_view(with_admin=False)
    assert {error.id for error in check_editor_is_guarded(None)} == {"posts.E002"}


def test_the_check_command_stops_such_a_project(mount_view):
    mount_view(path("markdownx/", include("markdownx.urls")))
    with pytest.raises(SystemCheckError, match=r"posts\.E001"):
        call_command("check")


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ([], []),
        (["staff", "superusers", "Editor"], []),
        (["editors", "staff", "editor"], ["editor", "editors"]),
    ],
)
def test_required_roles_that_nobody_has_are_warned_of(db, settings, roles, found):
    settings.REQUIRE_SECOND_FACTOR = roles
    warnings = check_required_roles(None, databases=["default"])
    assert [warning.id for warning in warnings] == ["posts.W003"] * len(found)
    assert all(repr(role) in warning.msg for role, warning in zip(found, warnings, strict=True))


def test_required_roles_are_not_looked_up_without_a_database(settings):
    settings.REQUIRE_SECOND_FACTOR = ["editors"]
    assert check_required_roles(None) == []
