"""Imports of folders in which nothing changed read no post, and say the same as those that read all."""

import os

import pytest
from django.core.files.storage import default_storage

from posts.exchange.importing import importer, manifest, reader
from posts.exchange.importing.exports.converted import ConversionOptions
from posts.exchange.importing.importer import import_folder
from posts.models import ImportManifest, Post
from tests.exchange.importing.test_batches import make_file
from tests.support.source_sites import make_image_file, make_note

FILES = {
    "a.md": make_note("A", "![](a.png) ![](none.png)"),
    "b.md": make_note("B", "[a](a.md)"),
    "c.md": "",
    "bad.md": b"\x89PNG\0\0",
    "same/a.md": make_note("A"),
    "more.txt": "x",
    "a.png": make_image_file(),
}


@pytest.fixture
def folder(write_site):
    """Return a folder that is imported already."""
    root = write_site(FILES)
    import_folder(root)
    return root


@pytest.fixture
def read_names(monkeypatch):
    """Return the list of the names of files that are read as posts from here on."""
    names = []
    real = reader.read_post_file

    def note_and_read(path, site):
        names.append(path.name)
        return real(path, site)

    monkeypatch.setattr(reader, "read_post_file", note_and_read)
    return names


def test_nothing_changed_is_told_without_reading_and_in_the_same_words(folder, read_names):
    known = import_folder(folder)
    assert read_names == []
    ImportManifest.objects.all().delete()

    again = import_folder(folder)

    assert len(read_names) == 5
    assert known.as_json() == again.as_json()
    assert known.outcomes == {"unchanged": 3, "skipped": 1, "failed": 1}


def change_text(root):
    status = (root / "b.md").stat()
    text = (root / "b.md").read_text()
    # As long, and as old.
    (root / "b.md").write_text(text.replace("[a]", "[o]"))
    os.utime(root / "b.md", ns=(status.st_atime_ns, status.st_mtime_ns))


def edit_post(root):
    post = Post.objects.get(title="B")
    post.title = "Other"
    post.save()


CHANGES = {
    "a text of the same length and date": change_text,
    "a new post": lambda root: (root / "new.md").write_text(make_note("New", "text")),
    "a post that is gone": lambda root: (root / "b.md").unlink(),
    "another picture": lambda root: (root / "a.png").write_bytes(make_image_file("red")),
    "a picture that was missing": lambda root: (root / "none.png").write_bytes(make_image_file("red")),
    "settings of the site": lambda root: (root / "_config.yml").write_text("title: x"),
    "a post that was edited here": edit_post,
    "a post that was deleted here": lambda root: Post.objects.get(title="B").delete(),
    "a picture that was deleted here": lambda root: [
        default_storage.delete(f"imported/{name}") for name in default_storage.listdir("imported")[1]
    ],
    "a folder elsewhere": lambda root: (root / "linked").symlink_to(root.parent),
}


# A change of the folder, one of the site; the others are variations.
QUICK_CHANGES = {change_text, edit_post}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(change, id=name, marks=() if change in QUICK_CHANGES else pytest.mark.variation)
        for name, change in CHANGES.items()
    ],
)
def test_whatever_changed_is_seen(change, folder, read_names):
    change(folder)

    import_folder(folder)

    assert read_names


@pytest.mark.variation
def test_another_program_other_options_or_another_author_read_all_again(
    folder, read_names, monkeypatch, settings
):
    for options in ({"author": "Lin"}, {"options": ConversionOptions(includes_outputs=False)}):
        import_folder(folder, **options)
        assert len(read_names) == 5
        read_names.clear()
    settings.MATH_MACROS = {"R": "x"}
    import_folder(folder)
    monkeypatch.setattr(manifest, "hash_code", lambda: "another")
    import_folder(folder)
    assert len(read_names) == 10


@pytest.mark.variation
def test_files_that_only_look_changed_are_compared_by_content(folder, read_names):
    for path in folder.rglob("*.md"):
        os.utime(path, (0, 0))

    assert import_folder(folder).outcomes["unchanged"] == 3
    assert read_names == []


def test_a_file_that_changes_during_the_import_is_read_by_the_next(write_site, read_names):
    root = write_site(FILES)

    def write_after(items, label):
        yield from items
        (root / "a.md").write_text(make_note("A", "later"))

    import_folder(root, progress=write_after)

    assert import_folder(root).outcomes["updated"] == 1


@pytest.mark.variation
def test_what_failed_by_chance_is_tried_again(write_site, monkeypatch):
    root = write_site(FILES)
    real = importer.persist.save_redirects
    monkeypatch.setattr("posts.exchange.importing.batches.MAX_BATCH_RECORDS", 1)

    def fail(record, post):
        raise OSError("disk")

    monkeypatch.setattr(importer.persist, "save_redirects", fail)
    assert import_folder(root).outcomes["failed"] == 4
    monkeypatch.setattr(importer.persist, "save_redirects", real)

    assert import_folder(root).outcomes["created"] == 3


def test_a_post_that_expires_is_read_each_time(write_site, read_names):
    root = write_site({"a.md": make_file("text", title="A", expiryDate="2099-01-01")})

    import_folder(root)
    import_folder(root)

    assert read_names == ["a.md", "a.md"]


def test_a_dry_run_stores_no_manifest(write_site):
    import_folder(write_site(FILES), dry_run=True)

    assert not ImportManifest.objects.exists()
