"""Small blogs of other tools, written into a folder of the test's and imported.

A conftest makes the fixtures available by importing them.
"""

from io import BytesIO

import pytest
from PIL import Image

from posts.exchange.importing.importer import import_folder
from posts.models import Post

NOTE = "---\ntitle: {title}\ndate: 2026-01-11\ntags: [a, b]\ncategories: c\ncover: a.png\n---\n{body}\n"


def make_image_file(colour="teal", kind="PNG"):
    """Return the bytes of a small image of one colour."""
    file = BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, kind)
    return file.getvalue()


def make_note(title="One", body="![](a.png)"):
    """Return a post with front matter, as a file of plain Markdown."""
    return NOTE.format(title=title, body=body)


@pytest.fixture
def empty_media(settings):
    """Give the test an empty media storage of its own, in memory."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


@pytest.fixture
def write_site(tmp_path, db):
    """Return a function that writes files (path: text or bytes) into a folder and returns the folder."""
    root = tmp_path / "blog"

    def write_files(files):
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    root.mkdir()
    return write_files


@pytest.fixture
def import_files(write_site):
    """Return a function that writes files, imports them and returns the summary."""

    def write_and_import(files, **options):
        return import_folder(write_site(files), **options)

    return write_and_import


@pytest.fixture
def import_post(import_files):
    """Return a function that imports files of which one becomes a post, and returns that post."""

    def import_and_get(files, **options):
        summary = import_files(files, **options)
        assert not summary.failed_count, summary.reasons
        return Post.objects.get()

    return import_and_get
