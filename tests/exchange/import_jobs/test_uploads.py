"""Uploads in pieces: what is acknowledged is here, what broke off goes on, and the disk is not filled."""

import errno
import hashlib
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from posts.exchange.archives import disk_space
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.import_jobs import uploads
from posts.exchange.import_jobs.files import get_job_folder, get_upload_path
from posts.models import ImportJob, ImportStatus
from posts.models.machine_slots import NoFreeSlot, take_slot

DATA = bytes(range(256)) * 4


@pytest.fixture(autouse=True)
def use_folder(import_folder_of_jobs):
    """Give each test a folder of its own."""


@pytest.fixture
def upload(editor):
    """An upload of DATA that has begun."""
    return uploads.start_upload(editor, "blog.zip", len(DATA), 7)


def send(job, start, end, data=DATA):
    piece = data[start:end]
    return uploads.receive_piece(job, start, hashlib.sha256(piece).digest(), piece)


def test_pieces_make_the_file_and_the_last_one_has_it_looked_through(upload, monkeypatch):
    begun = []
    monkeypatch.setattr(uploads, "enqueue_job", begun.append)
    assert [send(upload, 0, 400), send(upload, 400, 800), send(upload, 800, 1024)] == [400, 800, 1024]
    upload.refresh_from_db()
    assert upload.status == ImportStatus.CHECKING
    assert get_upload_path(upload).read_bytes() == DATA
    assert begun == [upload]


def test_the_same_file_chosen_again_goes_on(upload, editor):
    send(upload, 0, 400)
    again = uploads.start_upload(editor, "blog.zip", len(DATA), 7)
    assert (again, uploads.get_next_offset(again)) == (upload, 400)


@pytest.mark.parametrize("other", [("b.zip", 1024, 7), ("blog.zip", 1023, 7), ("blog.zip", 1024, 8)])
def test_another_file_waits_until_the_first_is_discarded(other, upload, editor):
    with pytest.raises(uploads.OtherUploadError, match=r"“blog\.zip” is not finished"):
        uploads.start_upload(editor, *other)
    uploads.discard_job(upload)
    assert not get_job_folder(upload).exists()
    assert uploads.start_upload(editor, *other)


def test_each_user_has_an_upload_of_their_own(upload):
    assert uploads.start_upload(User.objects.create_user("other"), "blog.zip", len(DATA), 7) != upload


def test_a_piece_that_was_changed_on_its_way_is_refused(upload):
    with pytest.raises(uploads.UploadError, match="changed on its way"):
        uploads.receive_piece(upload, 0, hashlib.sha256(b"x").digest(), DATA[:10])
    assert uploads.get_next_offset(upload) == 0


@pytest.mark.parametrize("offset", [-1, 0, 399, 401, 10**17])
def test_a_piece_that_is_not_the_next_one_is_told_which_is(offset, upload):
    send(upload, 0, 400)
    with pytest.raises(uploads.OffsetError) as refused:
        uploads.receive_piece(upload, offset, hashlib.sha256(b"x").digest(), b"x")
    assert refused.value.offset == 400


def test_two_windows_that_send_the_same_file_end_right(upload):
    """Each goes on where the answer says; the pieces of the other are not written twice."""
    offsets = [0, 0]
    for turn in range(20):
        mine = turn % 2
        try:
            offsets[mine] = send(upload, offsets[mine], offsets[mine] + (300 if mine else 200))
        except uploads.OffsetError as refused:
            offsets[mine] = refused.offset
        except uploads.UploadError:  # it is complete
            break
    assert get_upload_path(upload).read_bytes() == DATA


def test_two_pieces_are_not_written_at_once(upload, monkeypatch):
    monkeypatch.setattr(uploads, "PIECE_WAIT_SECONDS", 0)
    with take_slot(f"import-upload-{upload.pk}"), pytest.raises(NoFreeSlot):
        send(upload, 0, 400)
    assert send(upload, 0, 400) == 400


def test_more_than_was_announced_is_refused(upload):
    with pytest.raises(uploads.UploadError, match="announced length"):
        send(upload, 0, 1025, DATA + b"x")
    with pytest.raises(uploads.UploadError, match="announced length"):
        send(upload, 0, 0)


def test_a_piece_too_large_is_refused(upload, monkeypatch):
    monkeypatch.setattr(uploads, "PIECE_BYTES", 100)
    with pytest.raises(uploads.UploadError, match="too large"):
        send(upload, 0, 101)


def test_nothing_is_added_to_what_was_complete(upload, monkeypatch):
    send(upload, 0, 1024)
    with pytest.raises(uploads.UploadError, match="has ended"):
        send(upload, 0, 1024)


@pytest.mark.parametrize(
    ("name", "size", "word"),
    [
        ("blog.tar.gz", 1, "zip archive"),
        ("blog", 1, "zip archive"),
        ("", 1, "zip archive"),
        ("blog.zip", 0, "empty"),
        ("blog.zip", -1, "empty"),
        ("blog.zip", 2**40, "at most"),
    ],
)
def test_what_is_not_taken_is_said_before_anything_is_sent(name, size, word, editor):
    with pytest.raises(uploads.UploadError, match=word):
        uploads.start_upload(editor, name, size, 0)
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/x.zip", "a/b.md", "C:\\x.zip", "a\0.zip", "长" * 300 + ".zip"])
def test_a_name_is_never_a_path(name, editor, import_folder_of_jobs):
    job = uploads.start_upload(editor, name, 1024, 0)
    assert get_upload_path(job).parent.parent == import_folder_of_jobs
    assert not {"/", "\\", "\0"} & set(job.file_name)


def test_a_disk_without_room_refuses_at_once_and_says_what_is_free(editor, monkeypatch):
    free = disk_space.IMPORT_RESERVE_BYTES + 3 * 1024
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": free}))
    with pytest.raises(NoSpaceError, match="are free"):
        uploads.start_upload(editor, "blog.zip", 1025, 0)
    assert not ImportJob.objects.exists()
    assert uploads.start_upload(editor, "blog.zip", 1024, 0)


def test_uploads_that_have_begun_count_before_they_are_here(upload, monkeypatch):
    send(upload, 0, 24)
    other = User.objects.create_user("other")
    free = disk_space.IMPORT_RESERVE_BYTES + 3 * 1024 - 24 + 3 * 1000
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": free}))
    with pytest.raises(NoSpaceError):
        uploads.start_upload(other, "b.zip", 1001, 0)
    assert uploads.start_upload(other, "b.zip", 1000, 0)


def test_nobody_else_on_the_machine_can_read_what_was_uploaded(upload):
    send(upload, 0, 400)
    assert [
        oct(path.stat().st_mode & 0o777) for path in (get_job_folder(upload), get_upload_path(upload))
    ] == [
        "0o700",
        "0o600",
    ]


def test_a_disk_that_fills_up_keeps_what_was_sent(upload, monkeypatch):
    send(upload, 0, 400)

    def fail(path, offset, data):
        path.write_bytes(DATA[:450])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "write_piece", fail)
        with pytest.raises(uploads.UploadError, match="disk is full") as refused:
            send(upload, 400, 800)
    assert (refused.value.status, uploads.get_next_offset(upload)) == (507, 400)
    send(upload, 400, 1024)
    assert get_upload_path(upload).read_bytes() == DATA


def test_pieces_that_another_machine_has_are_asked_for_again(upload):
    send(upload, 0, 400)
    get_upload_path(upload).unlink()
    assert uploads.get_next_offset(upload) == 0
    send(upload, 0, 1024)
    assert get_upload_path(upload).read_bytes() == DATA


def test_a_file_of_one_request_is_taken_whole(editor, monkeypatch):
    monkeypatch.setattr(uploads, "PIECE_BYTES", 100)
    job = uploads.receive_whole_file(editor, "blog.zip", SimpleUploadedFile("blog.zip", DATA))
    job.refresh_from_db()
    assert (job.status, get_upload_path(job).read_bytes()) == (ImportStatus.CHECKING, DATA)


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [
        ("uploading", 0.9, True),
        ("uploading", 1.1, False),
        ("ready", 6, True),
        ("ready", 8, False),
        ("checking", 8, False),
        ("importing", 300, True),
        ("done", 300, True),
    ],
)
def test_what_nobody_goes_on_with_is_deleted(status, days, is_kept, upload):
    long_ago = timezone.now() - timedelta(days=days)
    ImportJob.objects.filter(pk=upload.pk).update(status=status, updated_at=long_ago)
    uploads.delete_stale_jobs()
    assert get_job_folder(upload).exists() is is_kept
    assert ImportJob.objects.exists() is is_kept


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from posts.exchange.import_jobs.piece_files import write_piece
for offset in range(0, 10**9, 65536):
    write_piece(Path({path!r}), offset, b"x" * 65536)
    print(offset + 65536, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_whole(tmp_path):
    path = tmp_path / "upload"
    code = WRITER.format(root=str(Path.cwd()), path=str(path))
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603
        acknowledged = [int(writer.stdout.readline()) for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
    assert path.read_bytes()[: acknowledged[-1]] == b"x" * acknowledged[-1]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_sent_in_whatever_order_only_the_file_comes_out(seed, upload):
    chance = Random(seed)
    while upload.status == ImportStatus.UPLOADING:
        start = chance.choice([upload.received, 0, 300, 900])
        end = start + chance.randint(1, 300)
        digest = hashlib.sha256(DATA[start : chance.choice([end, end + 1])]).digest()
        with suppress(uploads.UploadError):
            uploads.receive_piece(upload, start, digest, DATA[start:end])
        upload.refresh_from_db()
        if chance.random() < 0.3 and upload.status == ImportStatus.UPLOADING:
            # A killed server: more was written than acknowledged.
            with get_upload_path(upload).open("ab") as file:
                file.write(b"rest")
    assert get_upload_path(upload).read_bytes() == DATA
