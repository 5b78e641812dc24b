"""Media in a folder: synced before anybody is told that they are stored."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from posts.media.storage import parse_storage_address


def test_a_file_and_all_its_folders_are_synced_before_it_is_stored(tmp_path, monkeypatch):
    synced, keep = [], os.fsync

    def record_sync(descriptor):
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        keep(descriptor)

    monkeypatch.setattr(os, "fsync", record_sync)
    storage = make_storage(tmp_path)
    name = storage.save("a/b/c.txt", ContentFile(b"text"))
    places = [tmp_path / name, tmp_path / "a/b", tmp_path / "a", tmp_path]
    assert synced == [str(place) for place in places]


def test_of_a_file_that_finds_no_room_nothing_is_left(tmp_path):
    class EndingDisk(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"the beginning"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        make_storage(tmp_path).save("a/b.txt", EndingDisk(b"text"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def make_storage(folder):
    entry = parse_storage_address(folder.as_uri())
    return import_string(entry["BACKEND"])(**entry["OPTIONS"])
