"""Stylesheets as they are served: one file for a page, whatever it is made of."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

PAGES = ("page", "taxonomy-page", "post-list-page", "post-page")


@contextmanager
def collected(root, *own):
    """Collect static files, those of the folders `own` before ours, into `root`; yield their storage."""
    changes = {
        "STATIC_ROOT": root,
        "STATICFILES_DIRS": [*own, *settings.STATICFILES_DIRS],
        # Ours alone: the admin's would take seconds.
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "posts.media.storage.static.BundledStaticFilesStorage"},
        },
    }
    with override_settings(**changes):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield staticfiles_storage


@pytest.fixture(scope="module")
def collected_files(tmp_path_factory):
    """The static files of a site that has collected them."""
    with collected(tmp_path_factory.mktemp("static")) as storage:
        yield storage


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_one_stylesheet(collected_files, page):
    text = Path(collected_files.path(collected_files.stored_name(f"css/{page}.css"))).read_text()
    assert "@import" not in text
    assert "--color-accent:" in text
    assert ".site-header" in text


def test_namespaces_stand_before_what_was_imported(collected_files):
    text = Path(collected_files.path(collected_files.stored_name("css/feed.css"))).read_text()
    assert text.startswith('@namespace atom "http://www.w3.org/2005/Atom";')
    assert text.count("@namespace") == 1


def test_what_a_bundled_stylesheet_names_is_there(collected_files):
    text = Path(collected_files.path(collected_files.stored_name("css/post-page.css"))).read_text()
    addresses = re.findall(r'url\("([^"]+)"\)', text)
    assert addresses
    for address in addresses:
        assert (Path(collected_files.location) / "css" / address).resolve().is_file()


def test_a_change_of_what_is_imported_changes_the_name(collected_files, tmp_path):
    before = collected_files.stored_name("css/page.css")
    own = tmp_path / "own"
    (own / "css").mkdir(parents=True)
    (own / "css" / "layout.css").write_text("a { color: red }")
    with collected(tmp_path, own) as changed:
        assert changed.stored_name("css/page.css") != before


def test_stylesheets_import_only_what_is_beside_them():
    for sheet in Path(settings.STATICFILES_DIRS[0], "css").glob("*.css"):
        for name in re.findall(r"@import (.*);", sheet.read_text()):
            assert (sheet.parent / re.fullmatch(r'url\("([\w.-]+)"\)', name)[1]).is_file()
