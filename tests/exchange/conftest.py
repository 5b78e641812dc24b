"""Small sites of our own, made in a folder of the test's."""

from io import BytesIO

import pytest
from PIL import Image

from posts.exchange.importing.importer import import_folder
from posts.models import Post


def picture(colour="teal", kind="PNG"):
    """Return the bytes of a small picture."""
    file = BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, kind)
    return file.getvalue()


@pytest.fixture(autouse=True)
def empty_media(settings):
    """Give each test a storage of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


@pytest.fixture
def site(tmp_path, db):
    """Return a function that writes files (path: text or bytes) into a folder and returns the folder."""
    root = tmp_path / "blog"

    def write(files):
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    root.mkdir()
    return write


@pytest.fixture
def bring(site):
    """Return a function that writes files, imports them and returns the report."""

    def run(files, **options):
        return import_folder(site(files), **options)

    return run


@pytest.fixture
def bring_one(bring):
    """Return a function that imports files of which one becomes a post, and returns that post."""

    def run(files, **options):
        report = bring(files, **options)
        assert not report.failed, report.reasons
        return Post.objects.get()

    return run
