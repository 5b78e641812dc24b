"""The digest of what pages are made from beside the database."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext_lazy

from posts.page_cache import page_environment
from posts.page_cache.page_environment import (
    compute_environment,
    describe_value,
    list_packages,
    list_site_files,
)


@pytest.fixture
def site_files(settings, tmp_path):
    """A site of three files, and its theme."""
    settings.BASE_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.THEME_DIR = tmp_path / "theme"
    for name in ("posts/a.py", "templates/b.html", "theme/c.css", "static/staticfiles.json", "data/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


def compute():
    compute_environment.cache_clear()
    try:
        return compute_environment()
    finally:
        compute_environment.cache_clear()


def test_it_is_the_same_while_nothing_changes(site_files):
    assert compute() == compute()
    assert len(compute()) == 32


@pytest.mark.parametrize("name", ["posts/a.py", "templates/b.html", "theme/c.css", "static/staticfiles.json"])
def test_it_changes_with_code_templates_theme_and_static_files(site_files, name):
    before = compute()
    (site_files / name).write_text("changed")
    changed = compute()
    (site_files / name).unlink()
    assert len({before, changed, compute()}) == 3


def test_it_changes_with_settings_and_packages(site_files, settings, monkeypatch):
    before = compute()
    settings.TIME_ZONE = "Asia/Tokyo"
    other_zone = compute()
    monkeypatch.setattr(page_environment, "list_packages", lambda: ["Django-9.dist-info"])
    assert len({before, other_zone, compute()}) == 3


def test_data_samples_and_what_python_makes_take_no_part(site_files):
    before = compute()
    for name in ("data/d.txt", "posts/__pycache__/a.pyc", "posts/fixtures/e.md"):
        path = site_files / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("other")
    assert compute() == before


def test_the_site_and_its_packages_are_in_it():
    names = {path.name for path in list_site_files()}
    assert {"store.py", "urls.py", "django.mo"} <= names
    assert any(name.startswith("django-5") for name in map(str.lower, list_packages()))


def test_values_are_described_alike_in_each_process():
    value = {"b": {"x", "y", "z"}, "a": [1, (2.5, None)], "f": len, "o": object()}
    assert describe_value(value) == "{'a':[1,[2.5,None]],'b':{'x','y','z'},'f':len,'o':object}"


def test_a_text_that_is_translated_late_and_a_duration_are_values():
    assert describe_value(timedelta(days=1)) != describe_value(timedelta(days=2))
    assert describe_value(gettext_lazy("Posts"))
