"""Archives of strangers: unpacked whole and within their folder, or not at all."""

import errno
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.exchange.archives import disk_space, unpacking
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.archives.unpacking import ArchiveError, unpack_archive
from tests.support.proofs import scale
from tests.support.zip_files import (
    make_entry,
    make_zip,
    rename_in_zip,
    set_entry_count,
    set_flags,
    set_unpacked_size,
)

LIMIT = 10 * 1024 * 1024
MEGABYTE = 1024 * 1024


@pytest.fixture
def unpack(tmp_path):
    """Return a function that unpacks an archive and returns the content of each file by its path."""

    def unpack(data, *, max_bytes=LIMIT):
        (tmp_path / "a.zip").write_bytes(data)
        folder = tmp_path / "in" / "a"
        folder.parent.mkdir(exist_ok=True)
        unpack_archive(tmp_path / "a.zip", folder, max_bytes=max_bytes)
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    yield unpack
    others = {path.name for path in tmp_path.iterdir()} - {"a.zip", "in"}
    assert not others
    assert {path.name for path in tmp_path.glob("in/*")} <= {"a"}


@pytest.fixture
def refuse(unpack, tmp_path):
    """Return a function that unpacks an archive, which must leave nothing; and returns the message."""

    def refuse(data, **options):
        with pytest.raises(ArchiveError) as refused:
            unpack(data, **options)
        assert [*(tmp_path / "in").iterdir()] == []
        return str(refused.value)

    return refuse


def test_files_come_out_as_they_went_in(unpack):
    files = {"blog/a.md": b"a", "blog/img/b.png": bytes(9999), "blog/empty.md": b""}
    assert unpack(make_zip({**files, "blog/nothing/": b""})) == files


def test_what_systems_and_tools_put_beside_posts_is_left_out(unpack):
    files = {"__MACOSX/._a.md": b"x", "b/.DS_Store": b"x", "b/.git/config": b"x", "b/a.md": b"a"}
    assert unpack(make_zip(files)) == {"b/a.md": b"a"}


@pytest.mark.parametrize(
    "name",
    [
        "../a.md",
        "a/../../b.md",
        "/etc/passwd",
        "..",
        "C:/a.md",
        "C:\\a.md",
        "..\\a.md",
        "\\\\host\\a.md",
        "a/..",
    ],
)
def test_a_path_that_leads_out_is_refused(name, refuse):
    assert "leads out" in refuse(make_zip({"good.md": b"x", make_entry(name): b"x"}))


def test_a_name_with_a_zero_byte_is_refused(refuse):
    archive = rename_in_zip(make_zip({"aXb.md": b"x"}), b"aXb.md", b"a\0b.md")
    assert "a·b.md" in refuse(archive)


def test_backslashes_part_folders(unpack):
    archive = rename_in_zip(make_zip({"d/a.md": b"x"}), b"d/a.md", b"d\\a.md")
    assert unpack(archive) == {"d/a.md": b"x"}


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (stat.S_IFLNK, "symbolic link"),
        (stat.S_IFIFO, "device"),
        (stat.S_IFCHR, "device"),
        (stat.S_IFBLK, "device"),
        (stat.S_IFSOCK, "device"),
    ],
)
def test_links_and_devices_are_refused(kind, word, refuse):
    assert word in refuse(make_zip({"a.md": b"x", make_entry("b", kind): b"/etc/passwd"}))


def test_a_password_is_refused(refuse):
    assert "password" in refuse(set_flags(make_zip({"a.md": b"x"}), 1))


def test_a_bomb_is_refused_by_its_ratio(refuse):
    bomb = make_zip({"a.md": bytes(unpacking.RATIO_FREE_BYTES + MEGABYTE)})
    assert "200 times" in refuse(bomb, max_bytes=10**12)


def test_a_bomb_is_refused_by_its_size(refuse):
    assert "at most" in refuse(
        make_zip({f"{n}.md": bytes(MEGABYTE) for n in range(3)}), max_bytes=2 * MEGABYTE
    )


def test_a_bomb_that_lies_of_its_size_is_refused_and_writes_no_more_than_it_says(refuse):
    assert "damaged" in refuse(set_unpacked_size(make_zip({"a.md": bytes(5 * MEGABYTE)}), 10))


def test_overlapping_entries_count_each(refuse):
    """One packed text that many entries share is a bomb too."""
    data = make_zip({"a.md": bytes(MEGABYTE)})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    many = b"".join(entry.replace(b"a.md", b"%04d" % n) for n in range(20))
    archive = bytearray(data[:start] + many + data[end:])
    place = archive.rindex(b"PK\x05\x06")
    archive[place + 8 : place + 16] = (20).to_bytes(2, "little") * 2 + len(many).to_bytes(4, "little")
    assert "at most" in refuse(bytes(archive))


def test_too_many_entries_are_refused(refuse, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_ENTRIES", 10)
    assert "too many files" in refuse(make_zip({f"{n}": b"" for n in range(11)}))
    assert "too many files" in refuse(set_entry_count(make_zip({f"{n}": b"" for n in range(11)}), 2))


def test_a_directory_larger_than_memory_is_not_read(refuse, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_DIRECTORY_BYTES", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    name = b"x" * 200
    entry = b"PK\x01\x02" + bytes(24) + len(name).to_bytes(2, "little") + bytes(16) + name
    end = b"PK\x05\x06" + bytes(4) + b"\1\0\1\0" + len(entry).to_bytes(4, "little") + bytes(6)
    assert "too many files" in refuse(entry + end)


def test_the_same_name_twice_is_refused(refuse):
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = make_zip([("a.md", b"1"), ("b.md", b"2"), ("a.md", b"3")])
    assert "“a.md” twice" in refuse(archive)


def test_a_file_that_is_a_folder_too_is_refused(refuse):
    assert "at once" in refuse(make_zip({"a/b.md": b"1", "a": b"2"}))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_old_tools_are_read(encoding, unpack):
    """Chinese Windows writes names in GBK, and some tools UTF-8, without saying so."""
    raw = "博客/中文.md".encode(encoding)
    archive = make_zip({"x" * len(raw): b"x"}).replace(b"x" * len(raw), raw)
    assert unpack(archive) == {"博客/中文.md": b"x"}


def test_names_that_say_utf8_are_so(unpack):
    assert unpack(make_zip({"博客/中文.md": b"x"})) == {"博客/中文.md": b"x"}


@pytest.mark.parametrize("name", ["a" * 300, "/".join(["d"] * 60) + ".md", "/".join(["d" * 200] * 6)])
def test_a_name_too_long_is_refused(name, refuse):
    assert "too long" in refuse(make_zip({name: b"x"}))


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06", b"Rar!\x1a\x07\x00" + bytes(100)])
def test_what_is_no_archive_is_refused(data, refuse):
    assert "no zip archive" in refuse(data)


def test_an_archive_cut_in_half_is_refused(refuse):
    archive = make_zip({"a.md": b"a" * 1000, "b.md": b"b" * 1000})
    assert "no zip archive" in refuse(archive[: len(archive) // 2])


def test_a_text_that_was_changed_is_refused(refuse):
    archive = bytearray(make_zip({"a.md": b"a" * 1000}, compression=zipfile.ZIP_STORED))
    archive[100] ^= 1
    assert "damaged" in refuse(bytes(archive))


def test_a_method_that_is_not_read_is_named(refuse):
    data = bytearray(make_zip({"a.md": b"x"}))
    place = data.index(b"PK\x01\x02") + 10
    data[place : place + 2] = (93).to_bytes(2, "little")
    assert "ordinary zip" in refuse(bytes(data))


def test_a_disk_without_room_is_said_with_what_is_free(unpack, monkeypatch):
    free = disk_space.IMPORT_RESERVE_BYTES + 3 * MEGABYTE
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": free}))
    unpack(make_zip({"a.md": bytes(MEGABYTE)}))
    with pytest.raises(NoSpaceError, match=r"259\.0\xa0MB are free"):
        unpack(make_zip({"b.md": bytes(2 * MEGABYTE)}))


def test_a_disk_that_fills_up_leaves_nothing(unpack, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(unpacking.shutil, "copyfileobj", fail)
    with pytest.raises(OSError, match="No space left"):
        unpack(make_zip({"a.md": b"x"}))
    assert [*(tmp_path / "in").iterdir()] == []


def test_what_a_killed_process_left_is_replaced(unpack, tmp_path):
    left = tmp_path / "in" / "a.partial" / "old.md"
    left.parent.mkdir(parents=True)
    left.write_text("old")
    assert unpack(make_zip({"a.md": b"x"})) == {"a.md": b"x"}


@pytest.mark.proof
@settings(
    max_examples=scale(25, 3000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_damage_to_an_archive_does_more_than_refuse_it(data, tmp_path):
    archive = bytearray(make_zip({"blog/a.md": b"text " * 50, "blog/中.md": b"x", "c.png": bytes(99)}))
    for _ in range(data.draw(st.integers(1, 6))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(archive)))
    (tmp_path / "a.zip").write_bytes(bytes(archive[:cut] if data.draw(st.booleans()) else archive))
    folder = tmp_path / "in" / "a"
    unpacking.shutil.rmtree(folder.parent, ignore_errors=True)
    folder.parent.mkdir()
    try:
        unpack_archive(tmp_path / "a.zip", folder, max_bytes=MEGABYTE)
    except ArchiveError:
        is_refused = True
    else:
        is_refused = False
    assert [*folder.parent.iterdir()] == ([] if is_refused else [folder])
    assert {path.name for path in Path(tmp_path).iterdir()} == {"a.zip", "in"}
