"""Uploads in pieces: each at its offset and with its digest, so that one that broke off goes on."""

import errno
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.exchange.archives.disk_space import NoSpaceError, check_free_space
from posts.exchange.import_jobs.files import (
    clean_file_name,
    delete_job_files,
    get_max_upload_bytes,
    get_upload_path,
    is_importable_name,
)
from posts.exchange.import_jobs.piece_files import write_piece
from posts.exchange.import_jobs.running import enqueue_job
from posts.models import ImportJob, ImportStatus
from posts.models.machine_slots import take_slot

PIECE_BYTES = 8 * 1024 * 1024
# An archive is there twice, packed and unpacked, and its pictures a third time.
SPACE_FACTOR = 3
UPLOAD_LIFETIME, UNUSED_LIFETIME = timedelta(days=1), timedelta(days=7)
PIECE_WAIT_SECONDS = 5.0


class UploadError(Exception):
    """What was sent is not taken; the message says why, for people. `status` is that of the answer."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.status = status


class OtherUploadError(UploadError):
    """The user's upload `job`, of another file, is not finished."""

    def __init__(self, job: ImportJob) -> None:
        text = _("Your upload of “%(name)s” is not finished. Continue it, or discard it.")
        super().__init__(text % {"name": job.file_name}, 409)
        self.job = job


class OffsetError(UploadError):
    """A piece does not begin at `offset`, where the next one is expected."""

    def __init__(self, offset: int) -> None:
        super().__init__(_("This piece is not the next one."), 409)
        self.offset = offset


def start_upload(user: Any, name: str, size: int, modified: int) -> ImportJob:
    """Return the upload of the file `name` by `user`: that which broke off, or a new one.

    `size` is in bytes, `modified` in milliseconds since 1970. Raises UploadError and NoSpaceError.
    """
    delete_stale_jobs()
    name = clean_file_name(name)
    check_upload(name, size)
    job, is_new = ImportJob.objects.get_or_create(
        created_by=user,
        status=ImportStatus.UPLOADING,
        defaults={"file_name": name, "file_size": size, "file_modified": modified},
    )
    if (job.file_name, job.file_size, job.file_modified) != (name, size, modified):
        raise OtherUploadError(job)
    if is_new:
        try:
            folder = get_upload_path(job).parent
            folder.mkdir(mode=0o700, parents=True)  # there may be drafts in it
            check_free_space(folder, size * SPACE_FACTOR + count_expected_bytes(job))
        except (NoSpaceError, OSError):
            discard_job(job)
            raise
    return job


def count_expected_bytes(job: ImportJob) -> int:
    """Return how many bytes the other uploads that have begun are still going to take."""
    others = ImportJob.objects.filter(status=ImportStatus.UPLOADING).exclude(pk=job.pk)
    sizes = others.values_list("file_size", "received")
    return sum(size * SPACE_FACTOR - received for size, received in sizes)


def check_upload(name: str, size: int) -> None:
    """Raise UploadError for a file that is not taken, by its name and its size in bytes."""
    if not is_importable_name(name):
        raise UploadError(_("Choose a zip archive, a Markdown file, or an export of another tool."))
    if size <= 0:
        raise UploadError(_("The file is empty."))
    if size > get_max_upload_bytes():
        text = _("The file has %(size)s; at most %(limit)s are taken (IMPORT_MAX_MB).")
        limit = filesizeformat(get_max_upload_bytes())
        raise UploadError(text % {"size": filesizeformat(size), "limit": limit}, 413)


def get_next_offset(job: ImportJob) -> int:
    """Return how many bytes of the file are here: no more than was acknowledged, and than there are."""
    try:
        return min(job.received, get_upload_path(job).stat().st_size)
    except FileNotFoundError:
        return 0


def receive_piece(job: ImportJob, offset: int, digest: bytes, data: bytes) -> int:
    """Write `data`, whose SHA-256 is `digest`, at `offset` of the job's file; return the next offset.

    It is on the disk when this returns. Raises UploadError and its kinds, and NoFreeSlot where
    another piece of the same file is being written.
    """
    if len(data) > PIECE_BYTES:
        raise UploadError(_("The piece is too large."), 413)
    if not hmac.compare_digest(hashlib.sha256(data).digest(), digest):
        raise UploadError(_("The piece was changed on its way."), 422)
    with take_slot(f"import-upload-{job.pk}", wait_seconds=PIECE_WAIT_SECONDS):
        job.refresh_from_db()
        if job.status != ImportStatus.UPLOADING:
            raise UploadError(_("This upload has ended."), 410)
        if offset != get_next_offset(job):
            raise OffsetError(get_next_offset(job))
        if not data or offset + len(data) > job.file_size:
            raise UploadError(_("The file does not have the announced length."), 422)
        try:
            write_piece(get_upload_path(job), offset, data)
        except OSError as error:
            raise UploadError(describe_write_error(error), 507) from error
        received = offset + len(data)
        ImportJob.objects.filter(pk=job.pk).update(received=received, updated_at=timezone.now())
    if received == job.file_size:
        finish_upload(job)
    return received


def describe_write_error(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The server's disk is full. What was sent is kept; contact the site administrator.")
    return _("The piece could not be written: %(reason)s") % {"reason": error.strerror or error}


def finish_upload(job: ImportJob) -> None:
    """Have the job's posts looked through: its file is complete."""
    waiting = ImportJob.objects.filter(pk=job.pk, status=ImportStatus.UPLOADING)
    if waiting.update(status=ImportStatus.CHECKING, updated_at=timezone.now()):
        enqueue_job(job)


def receive_whole_file(user: Any, name: str, file: Any) -> ImportJob:
    """Take the file `name` that came in one request. Raises UploadError and NoSpaceError."""
    job = start_upload(user, name, file.size, 0)
    offset = get_next_offset(job)
    file.seek(offset)
    while data := file.read(PIECE_BYTES):
        offset = receive_piece(job, offset, hashlib.sha256(data).digest(), data)
    return job


def discard_job(job: ImportJob) -> None:
    """Delete a job and its files. What it imported stays."""
    delete_job_files(job)
    job.delete()


def delete_stale_jobs() -> None:
    """Delete uploads that nobody went on with for a day, and archives that nobody imported for a week."""
    now = timezone.now()
    uploads = ImportJob.objects.filter(status=ImportStatus.UPLOADING, updated_at__lt=now - UPLOAD_LIFETIME)
    unused = ImportJob.objects.filter(
        status__in=[ImportStatus.CHECKING, ImportStatus.READY], updated_at__lt=now - UNUSED_LIFETIME
    )
    for job in uploads | unused:
        discard_job(job)
