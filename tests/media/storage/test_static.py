"""Stylesheets as they are served: one file for a page, whatever it is made of."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import override_settings

from posts.media.storage.static import BundledStaticFilesStorage, strip_style_comments

PAGES = ("page", "taxonomy-page", "post-list-page", "post-page")


@contextmanager
def collected(root, *folders):
    """Collect the static files of `folders`, ours if none is named, into `root`; yield their storage."""
    changes = {
        "STATIC_ROOT": root,
        "STATICFILES_DIRS": folders or settings.STATICFILES_DIRS,
        # Ours alone: the admin's would take seconds.
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "posts.media.storage.static.BundledStaticFilesStorage"},
        },
    }
    with override_settings(**changes):
        # What stands beside the admin's files imports them.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])
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


def test_a_change_of_what_is_imported_changes_the_name(tmp_path):
    own = tmp_path / "own"
    (own / "css").mkdir(parents=True)
    (own / "css" / "page.css").write_text('@import url("layout.css");\n')
    names = set()
    for color in ("red", "blue"):
        (own / "css" / "layout.css").write_text(f"a {{ color: {color} }}")
        with collected(tmp_path / color, own) as storage:
            names.add(storage.stored_name("css/page.css"))
    assert len(names) == 2


def test_an_import_of_what_is_not_there_is_told_with_its_place(tmp_path):
    sheet = tmp_path / "page.css"
    sheet.write_text('/* Ours. */\n\n@import url("gone.css");\n')
    paths = {"css/page.css": (FileSystemStorage(tmp_path), "page.css")}
    message = f"{sheet}, line 3: imports gone.css, which is not in its folder."
    with pytest.raises(ImproperlyConfigured, match=re.escape(message)):
        BundledStaticFilesStorage(tmp_path).bundle_stylesheet("css/page.css", paths)


def test_stylesheets_import_only_what_is_beside_them():
    for sheet in Path(settings.STATICFILES_DIRS[0], "css").glob("*.css"):
        for name in re.findall(r"@import (.*);", sheet.read_text()):
            assert (sheet.parent / re.fullmatch(r'url\("([\w.-]+)"\)', name)[1]).is_file()


READING = ("js/theme.js", "js/shortcuts.js", "js/post-tools.js")


def list_scripts(storage, names):
    """Return the files of the scripts called `names` and of all that they import, as they are sent."""
    files, waiting = set(), [Path(storage.path(storage.stored_name(name))) for name in names]
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.add(file)
            imports = re.findall(r"""["'](\.{1,2}/[^"']+\.js)["']""", file.read_text())
            waiting += [(file.parent / name).resolve() for name in imports]
    return files


def test_all_scripts_for_reading_are_small(collected_files):
    files = list_scripts(collected_files, READING)
    assert len(files) > len(READING)
    assert sum(file.with_name(f"{file.name}.br").stat().st_size for file in files) < 10_000


@pytest.mark.parametrize("script", ["editor", "palette", "quick-edit"])
def test_a_page_of_the_admin_asks_for_one_file_of_each_script(collected_files, script):
    assert len(list_scripts(collected_files, [f"js/{script}.js"])) == 1


def test_a_script_that_cannot_be_joined_imports_its_modules_as_before(tmp_path):
    own = tmp_path / "own" / "js"
    own.mkdir(parents=True)
    (own / "own.js").write_text('import all from "./all.js";\n')
    (own / "all.js").write_text("export default 1;\n")
    with collected(tmp_path / "static", own.parent) as storage:
        assert len(list_scripts(storage, ["js/own.js"])) == 2


def test_comments_are_not_sent_and_nothing_else_is_lost(collected_files):
    text = Path(collected_files.path(collected_files.stored_name("css/post-page.css"))).read_text()
    assert "/*" not in text
    assert 'content: "/" / ""' in text
    script = Path(collected_files.path(collected_files.stored_name("js/theme.js"))).read_text()
    assert not re.search(r"^\s*//", script, re.MULTILINE)


def test_signs_of_comments_in_strings_and_addresses_stay():
    sheet = 'a { content: "/* no */"; /* yes\n */\n\n  background: url(data:,/*no*/) }'
    assert strip_style_comments(sheet) == 'a { content: "/* no */"; \nbackground: url(data:,/*no*/) }'


def test_a_space_before_a_pseudo_class_of_a_layer_stays():
    assert strip_style_comments("@layer a { .b :is(c) { d: e } }") == "@layer a { .b :is(c) { d: e } }"
