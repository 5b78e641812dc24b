"""Imports that are disturbed: folders that change meanwhile, full disks; run again, they end right."""

import errno
import shutil

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError

from posts.exchange.importing import media_import, persist
from posts.exchange.importing.importer import import_folder
from posts.models import Picture, Post
from tests.support.source_sites import make_image_file, make_note
from tests.support.zip_files import make_entry, make_zip, set_entry_count, set_flags

FILES = {
    "a.md": make_note("A", "![](a.png)"),
    "b.md": make_note("B", "![](b.png)"),
    "c.md": make_note("C", "![](c.png) and [b](b.md)"),
    **{
        f"{name}.png": make_image_file(colour)
        for name, colour in zip("abc", ("red", "teal", "blue"), strict=True)
    },
}


def list_stored():
    """Return what a finished import of FILES has stored: texts, pictures, and files of media."""
    posts = sorted(Post.objects.values_list("title", "slug", "source", "cover"))
    names = sorted(f"imported/{name}" for name in default_storage.listdir("imported")[1])
    return posts, sorted(Picture.objects.values_list("name", flat=True)), names


@pytest.mark.parametrize("stage", ["Reading", "Importing"])
def test_a_folder_that_changes_while_it_is_read_is_imported_as_far_as_it_goes(stage, write_site):
    root = write_site(FILES)

    def disturb(items, label):
        for number, item in enumerate(items):
            if label == stage and number == 1:
                (root / "b.md").unlink()
                (root / "c.png").unlink()
                (root / "b.png").write_bytes(b"half")
            yield item

    summary = import_folder(root, progress=disturb)
    assert summary.outcomes.total() == 3
    assert summary.outcomes["failed"] == (stage == "Reading")
    write_site(FILES)

    assert import_folder(root).failed_count == 0
    posts, pictures, names = list_stored()
    assert [title for title, *_ in posts] == ["A", "B", "C"]
    assert "/posts/b/" in posts[2][2]
    assert len(pictures) == 3
    assert set(pictures) <= set(names)


def test_a_folder_that_is_gone_in_the_middle_is_no_crash(write_site):
    root = write_site(FILES)

    def remove(items, label):
        for item in items:
            if label == "Importing":
                shutil.rmtree(root, ignore_errors=True)
            yield item

    summary = import_folder(root, progress=remove)

    assert summary.outcomes == {"created": 3}
    assert len(summary.reasons["picture or file missing"]) >= 3


def write_half(name, data):
    """Write half of a file, as a disk that is full then."""
    if default_storage.exists(name):
        default_storage.delete(name)
    with default_storage.open(name, "wb") as file:
        file.write(data[: len(data) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


def test_after_a_full_disk_the_same_command_ends_right(write_site, monkeypatch):
    root = write_site(FILES)
    real_write, real_save = media_import.write_media_file, persist.save_post
    calls = []

    def write_twice(name, data):
        calls.append(name)
        return real_write(name, data) if len(calls) == 1 else write_half(name, data)

    def save_once(record, *rest):
        if record.title == "B":
            raise OperationalError("database or disk is full")
        return real_save(record, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(media_import, "write_media_file", write_twice)
        patched.setattr(persist, "save_post", save_once)
        first = import_folder(root)
    assert first.failed_count > 0
    assert "No space left on device" in str(first.reasons["failed"])

    assert import_folder(root).failed_count == 0
    after = list_stored()
    assert [title for title, *_ in after[0]] == ["A", "B", "C"]
    assert import_folder(root).outcomes == {"unchanged": 3}
    assert list_stored() == after
    sizes = {default_storage.size(name) for name in after[1]}
    assert sizes == {len(FILES[name]) for name in ("a.png", "b.png", "c.png")}


PAGE = "# A\n\ntext\n"
HOSTILE = {
    "leads out": make_zip({"a.md": PAGE, "../b.md": PAGE}),
    "has a password": set_flags(make_zip({"a.md": PAGE}), 1),
    "too many files": set_entry_count(make_zip({"a.md": PAGE}), 65_535),
    "symbolic link": make_zip({"a.md": PAGE, make_entry("b.md", 0o120000): "/etc/passwd"}),
    "no zip archive": b"PK\x03\x04\x00\x00rest",
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_archive_given_to_the_command_is_refused_in_a_sentence(reason, tmp_path, db, monkeypatch):
    monkeypatch.setattr("posts.exchange.archives.unpacking.MAX_ENTRIES", 1000)
    archive = tmp_path / "site.zip"
    archive.write_bytes(HOSTILE[reason])

    with pytest.raises(CommandError, match=reason):
        call_command("import_posts", archive)

    assert not Post.objects.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.zip"]


def test_a_disk_that_is_full_while_unpacking_is_said(tmp_path, db, monkeypatch):
    def fail(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("posts.exchange.importing.exports.opening.unpack_archive", fail)
    (tmp_path / "site.zip").write_bytes(make_zip({"a.md": PAGE}))

    with pytest.raises(CommandError, match=r"No space left on device.*run the command again"):
        call_command("import_posts", tmp_path / "site.zip")
