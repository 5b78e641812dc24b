"""Moving uploaded files into another storage: all of them, and as they were."""

import io

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command

from posts.media.storage import parse_storage_address

FILES = {"uploads/2026/01/图 1.png": b"a", "uploads/2026/01/b.png": b"b" * 70_000, "c.txt": b""}


@pytest.fixture
def media(settings, tmp_path):
    """A folder with files, which is the site's media."""
    settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address((tmp_path / "media").as_uri())}
    for name, content in FILES.items():
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "media"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "elsewhere"


def move(target):
    output = io.StringIO()
    call_command("copy_media", to=target.as_uri(), stdout=output, stderr=output)
    return output.getvalue()


def found(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_files_arrive_under_their_names(media, target):
    assert "3 files are there with the same content" in move(target)
    assert found(target) == FILES


def test_the_second_time_only_what_is_new_or_broken_is_copied(media, target):
    move(target)
    before = (target / "uploads/2026/01/b.png").stat().st_mtime_ns
    (target / "uploads/2026/01/图 1.png").write_bytes(b"half")
    (media / "new.txt").write_bytes(b"new")
    move(target)
    assert found(target) == FILES | {"new.txt": b"new"}
    assert (target / "uploads/2026/01/b.png").stat().st_mtime_ns == before


def test_a_file_that_cannot_be_kept_is_named_and_the_others_arrive(media, target, monkeypatch):
    def save(storage, name, content):
        if name == "c.txt":
            raise ConnectionError("no answer")
        return keep(storage, name, content)

    keep = FileSystemStorage._save
    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(CommandError, match="1 files are not there"):
        move(target)
    assert len(found(target)) == 2


def test_what_arrives_changed_is_named(media, target, monkeypatch):
    keep = FileSystemStorage._save

    def save(storage, name, content):
        kept = keep(storage, name, content)
        (target / name).write_bytes(b"rotten")
        return kept

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(CommandError, match="3 files are not there"):
        move(target)


def test_a_site_without_files_moves_none(settings, tmp_path, target):
    settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address((tmp_path / "none").as_uri())}
    assert "0 files" in move(target)


def test_what_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="file:///absolute/folder or s3://"):
        call_command("copy_media", to="elsewhere")
