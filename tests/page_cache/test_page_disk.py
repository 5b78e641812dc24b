"""The page cache on disk: what is written is found by other processes, and the disk is never trusted."""

import errno
import os
import random
import shutil
import threading
import time

import pytest

from posts.page_cache import page_disk
from posts.page_cache.page_disk import DAY, HOUR, TEMPORARY_PREFIX, PageDisk
from tests.page_cache.test_page_records import KEY, make_page, read_attributes

ENVIRONMENT, OTHER = "a" * 32, "b" * 32
BODY = random.Random(1).randbytes(20_000)


def key(number):
    return KEY._replace(path=f"/posts/{number}/")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pages"


@pytest.fixture
def open_disk(folder):
    """Return a function that opens the folder as another process would."""
    opened = []

    def open_disk(max_bytes=10_000_000, environment=ENVIRONMENT, **options):
        opened.append(PageDisk(folder, max_bytes, environment, **options))
        return opened[-1]

    yield open_disk
    for disk in opened:
        disk.stop()


def write(disk, number, page=None, used_at=None):
    disk.write(key(number), page or make_page(body=BODY, encoding=""))
    disk.stop()
    if used_at:
        os.utime(disk.get_path(key(number)), (used_at, used_at))


def list_files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def measure(folder):
    return sum(path.stat().st_blocks * 512 for path in list_files(folder))


def test_a_page_is_found_by_another_process(open_disk):
    page = make_page()
    write(open_disk(), 1, page)
    found = open_disk().read(key(1))
    assert read_attributes(found) == read_attributes(page)
    assert found.dependencies == page.dependencies
    assert open_disk().read(key(2)) is None


def test_a_page_written_again_takes_the_place_of_the_old_one(open_disk, folder):
    disk = open_disk()
    for body in (b"old", b"new"):
        write(disk, 1, make_page(body=body, encoding=""))
    assert open_disk().read(key(1)).body == b"new"
    assert len(list_files(folder)) == 1


def test_only_the_owner_can_read_what_is_written(open_disk, folder):
    write(open_disk(), 1)
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_a_page_that_cannot_be_proved_is_not_written(open_disk, folder):
    page = make_page()
    page.dependencies = None
    write(open_disk(), 1, page)
    write(open_disk(), 2, make_page([object()]))
    assert list_files(folder) == []


def test_a_page_too_large_for_the_room_is_not_written(open_disk, folder):
    write(open_disk(max_bytes=300_000), 1)
    assert list_files(folder) == []


def test_whoever_writes_does_not_wait(open_disk, monkeypatch):
    disk, gate = open_disk(), threading.Event()
    monkeypatch.setattr(disk, "write_now", lambda *_: gate.wait(10))
    for number in range(2 * page_disk.MAX_UNWRITTEN):  # more than may wait: the rest are left out
        disk.write(key(number), make_page())
    gate.set()


class TestEnvironments:
    def test_pages_of_another_environment_are_never_found_and_stay_for_it(self, open_disk):
        write(open_disk(), 1)
        write(open_disk(environment=OTHER), 1, make_page(body=b"other", encoding=""))
        assert open_disk().read(key(1)).body == BODY
        assert open_disk(environment=OTHER).read(key(1)).body == b"other"

    def test_an_environment_goes_a_day_after_its_last_process(self, open_disk, folder):
        write(open_disk(), 1)
        for age, is_there in ((DAY - HOUR, True), (DAY + HOUR, False)):
            os.utime(folder / ENVIRONMENT, (time.time() - age,) * 2)
            write(open_disk(environment=OTHER), 1)
            assert (folder / ENVIRONMENT).exists() is is_there

    def test_the_folder_of_a_running_process_is_marked(self, open_disk, folder):
        disk = open_disk()
        write(disk, 1)
        os.utime(folder / ENVIRONMENT, (0, 0))
        disk.mark_folder()
        write(open_disk(environment=OTHER), 1)
        assert open_disk().read(key(1))


class TestRoom:
    def test_the_longest_unused_go_first(self, open_disk, folder):
        writer = open_disk(max_bytes=500_000)
        for number in range(30):
            write(writer, number, used_at=1_000 + number)
            if number >= 5:
                assert open_disk(max_bytes=500_000).read(key(3))  # used all the time
            assert measure(folder) <= 500_000
        kept = [number for number in range(30) if writer.get_path(key(number)).exists()]
        assert kept[0] == 3
        assert kept[1:] == list(range(kept[1], 30))
        assert len(kept) > 12

    def test_pages_in_memory_count_as_used(self, open_disk):
        write(open_disk(), 1, used_at=1_000)
        write(open_disk(), 2, used_at=2_000)
        disk = open_disk(max_bytes=430_000, get_keys=lambda: [key(1)])
        for number in range(3, 25):
            write(disk, number)
        assert disk.get_path(key(1)).exists()
        assert not disk.get_path(key(2)).exists()

    def test_pages_of_all_environments_share_the_room(self, open_disk, folder):
        for number in range(40):
            write(open_disk(max_bytes=500_000, environment=(ENVIRONMENT, OTHER)[number % 2]), number)
        assert measure(folder) <= 500_000

    def test_half_written_files_go_and_files_of_others_stay(self, open_disk, folder):
        disk = open_disk()
        write(disk, 1)
        part = disk.get_path(key(1)).parent
        old, new = part / f"{TEMPORARY_PREFIX}old", part / f"{TEMPORARY_PREFIX}new"
        foreign = [folder / "notes", part / "README", folder / ("c" * 31) / "x"]
        foreign[-1].parent.mkdir()
        for path in (old, new, *foreign):
            path.write_bytes(b"x")
        os.utime(old, (time.time() - 2 * HOUR,) * 2)
        write(open_disk(), 2)
        assert not old.exists()
        assert all(path.exists() for path in (new, *foreign))

    def test_the_last_space_of_the_disk_is_left_to_the_database(self, open_disk, folder, monkeypatch, caplog):
        for number in range(5):
            write(open_disk(), number)
        monkeypatch.setattr(page_disk, "count_free_bytes", lambda _: page_disk.SPARED_BYTES - 1_000_000)
        write(open_disk(), 9)
        assert list_files(folder) == []
        assert "No space left" in caplog.text


class TestBadFiles:
    @pytest.mark.parametrize("content", [b"", b"page-1", b"x" * 50_000, b"\x80\x04N."])
    def test_what_is_no_page_is_ignored_and_removed(self, open_disk, content):
        disk = open_disk()
        write(disk, 1)
        path = disk.get_path(key(1))
        path.write_bytes(content)
        assert disk.read(key(1)) is None
        assert not path.exists()
        write(disk, 1)
        assert disk.read(key(1))

    def test_the_page_of_another_key_is_ignored(self, open_disk):
        disk = open_disk()
        write(disk, 1)
        write(disk, 2)
        shutil.copy(disk.get_path(key(1)), disk.get_path(key(2)))
        assert disk.read(key(2)) is None

    def test_a_pipe_a_folder_or_a_huge_file_holds_nobody_up(self, open_disk):
        disk = open_disk()
        for number, make in enumerate(
            (os.mkfifo, os.mkdir, lambda path: path.touch() or os.truncate(path, 2**40))
        ):
            path = disk.get_path(key(number))
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
            assert disk.read(key(number)) is None


class TestFailingDisk:
    def test_a_full_disk_is_logged_once_and_tried_again_later(self, open_disk, monkeypatch, caplog):
        disk = open_disk()

        def fail(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(disk, "clean_up", fail)
            for number in range(3):
                disk.retry_at = 0
                write(disk, number)
        assert caplog.text.count("cannot be kept") == 1
        write(disk, 1)
        assert disk.read(key(1)) is None
        disk.retry_at = 0
        write(disk, 1)
        assert disk.read(key(1))

    def test_a_page_of_which_half_could_be_written_leaves_nothing(self, open_disk, folder, monkeypatch):
        def fail(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(page_disk.Path, "replace", fail)
        write(open_disk(), 1)
        assert list_files(folder) == []

    def test_a_folder_that_cannot_be_made_is_logged_once(self, open_disk, folder, caplog):
        folder.write_text("a file")
        disk = open_disk()
        for number in range(3):
            write(disk, number)
            assert disk.read(key(number)) is None
        assert caplog.text.count("cannot be kept") == 1

    def test_a_page_is_read_where_nothing_can_be_written(self, open_disk, monkeypatch):
        write(open_disk(), 1)

        def refuse(*_, **__):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(page_disk.os, "utime", refuse)
        assert open_disk().read(key(1))


def test_many_writers_at_once_leave_whole_pages(open_disk, folder):
    disks = [open_disk(max_bytes=1_000_000) for _ in range(4)]
    pages = [make_page(body=bytes([65 + number]) * 9_000, encoding="") for number in range(4)]

    def work(disk, page):
        for number in range(60):
            disk.write(key(number % 20), page)
            found = disk.read(key(number % 20))
            assert found is None or len(set(found.body)) == 1
        disk.stop()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(disks, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {len(set(open_disk().read(key(number)).body)) for number in range(20)} == {1}
    assert len(list_files(folder)) == 20
