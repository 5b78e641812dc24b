"""Files of folders that anybody may have filled: only regular ones are read, whatever was asked before."""

import os
import socket
from pathlib import Path

import pytest

from posts.exchange.importing.importer import import_folder
from posts.exchange.importing.records.regular_files import list_folder, read_regular_file, read_regular_text
from tests.support.source_sites import make_note


@pytest.fixture
def pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_pipe_is_refused_and_not_waited_for(pipe):
    with pytest.raises(OSError, match="no file"):
        read_regular_file(pipe)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", "/"])
def test_devices_and_folders_are_refused(path):
    with pytest.raises(OSError):  # noqa: PT011  (each says it in its own words)
        read_regular_file(Path(path))


def test_a_socket_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        with pytest.raises(OSError):  # noqa: PT011
            read_regular_file(Path("s"))


def test_no_more_is_read_than_was_asked_for(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_regular_file(path, 3) == b"123"


def test_line_ends_are_line_feeds(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a\r\nb\rc\n")
    assert read_regular_text(path, "utf-8") == "a\nb\nc\n"


def test_a_folder_that_is_gone_holds_nothing(tmp_path):
    assert list_folder(tmp_path / "gone") == []


@pytest.mark.parametrize("name", ["a.md", "a.png", "_config.yml", "macros.js"])
def test_a_file_that_becomes_a_pipe_while_the_folder_is_read_holds_nothing_up(name, write_site, monkeypatch):
    """What was a file when it was listed is a pipe when it is opened."""
    root = write_site({"_posts/b.md": make_note("B", "![](/a.png)"), "_posts/a.md": make_note("A")})
    target = root / ("_posts/a.md" if name == "a.md" else name)
    target.unlink(missing_ok=True)
    os.mkfifo(target)
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_fifo", lambda path: False)
    monkeypatch.setattr(Path, "is_file", lambda path: path == target or is_file(path))

    summary = import_folder(root)

    assert summary.outcomes["created"] == (1 if name == "a.md" else 2)


def test_files_that_vanish_while_the_folder_is_read_are_named(write_site, monkeypatch):
    root = write_site({"a.md": make_note("A"), "b.md": make_note("B")})

    def progress(paths, label):
        for path in paths:
            if label == "Reading" and path.name == "b.md":
                path.unlink()
            yield path

    summary = import_folder(root, progress=progress)

    assert summary.outcomes == {"created": 1, "failed": 1}
    assert summary.reasons["failed"][0].startswith("b.md: ")
