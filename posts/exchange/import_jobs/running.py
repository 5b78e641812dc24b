"""The task that works on an import job: looks its posts through, imports or undoes them.

It can be run again at any time, also after it was killed: what is done is not done twice.
"""

import errno
import logging
import shutil
import threading
from contextlib import suppress
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils.translation import gettext as _
from django_tasks import task

from posts import imaging
from posts.auditing.entries import record_action
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.archives.unpacking import ArchiveError
from posts.exchange.import_jobs import undoing
from posts.exchange.import_jobs.claims import (
    ClaimLostError,
    JobBusyError,
    ProgressRecorder,
    claim_job,
    release_job,
)
from posts.exchange.import_jobs.files import (
    CONVERTED,
    UNPACKED,
    delete_job_files,
    get_job_folder,
    unpack_upload,
)
from posts.exchange.import_jobs.observers import PlanObserver, RunObserver, serialize_summary
from posts.exchange.importing.exports.converted import ConversionOptions, ExportError
from posts.exchange.importing.exports.opening import open_source
from posts.exchange.importing.importer import NothingFoundError, find_default_author, import_site
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.formats import AmbiguousSiteError
from posts.media.library import make_variants
from posts.models import AuditAction, ImportJob, ImportStatus, Picture

logger = logging.getLogger(__name__)

# Their messages are for people.
TOLD_ERRORS = (ArchiveError, NoSpaceError, NothingFoundError, AmbiguousSiteError, ExportError)


def enqueue_job(job: ImportJob) -> None:
    """Have the job worked on after the transaction: by a worker, else by a thread of this process."""
    transaction.on_commit(partial(start_job, job.pk))


def start_job(key: int) -> None:
    if settings.TASKS_MODE == "immediate":
        threading.Thread(target=run_in_thread, args=[key], name="import", daemon=True).start()
    else:
        run_import_job.enqueue(key)


def run_in_thread(key: int) -> None:
    try:
        with suppress(JobBusyError):
            work_on_job(key)
    finally:
        connections.close_all()


@task()
def run_import_job(key: int) -> None:
    """Work on the import job with the primary key `key`, as its status says. Idempotent.

    Raises JobBusyError and DatabaseError, after which it is to be run again.
    """
    work_on_job(key)


def work_on_job(key: int) -> None:
    """Do what the job's status says, or store why it cannot be done. Raises JobBusyError, DatabaseError."""
    with claim_job(key) as job:
        if job is None:
            return
        try:
            if reason := try_to_work(job):
                release_job(job, error=reason)
        except ClaimLostError:
            logger.info("Import %d was discarded, or taken over by another machine.", key)


def try_to_work(job: ImportJob) -> str:
    """Do what the job's status says; return "" or, for people, why it was not done to the end.

    Raises ClaimLostError and DatabaseError.
    """
    try:
        WORK[ImportStatus(job.status)](job)
    except (ClaimLostError, DatabaseError):
        raise
    except TOLD_ERRORS as error:
        return hide_folder(str(error), job)
    except OSError as error:
        return describe_os_error(error)
    except Exception as error:
        logger.exception("Import %d failed.", job.pk)
        text = _("An unexpected error: %(name)s. The log of the server has more.")
        return text % {"name": type(error).__name__}
    return ""


def hide_folder(text: str, job: ImportJob) -> str:
    """Return a message without the folder that stands for what was uploaded: it is nobody's business."""
    return text.replace(f"{get_job_folder(job).resolve() / UNPACKED}/", "")


def describe_os_error(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The server's disk is full. Free some space, then continue.")
    return error.strerror or str(error)


def open_job_site(job: ImportJob, progress: ProgressRecorder) -> SourceSite:
    """Return the site in what was uploaded, unpacked, or the one that an export is converted to.

    Exports are converted each time: what comes of them is the same. Raises what `unpack_upload` and
    `open_source` raise.
    """
    counted = [0]

    def show_count(count: int) -> None:
        counted[0] = count
        progress.record("converting", count, count)

    folder, levels = unpack_upload(job, partial(progress.record, "unpacking"))
    work_folder = get_job_folder(job) / CONVERTED
    shutil.rmtree(work_folder, ignore_errors=True)
    return open_source(
        folder,
        work_folder,
        parent_levels=levels,
        options=ConversionOptions(
            # Looking through fetches nothing, as it writes nothing.
            fetch_media=job.fetches_media and job.status == ImportStatus.IMPORTING,
            includes_outputs=not job.omits_outputs,
            on_fetch=lambda: show_count(counted[0]),
        ),
        on_post=show_count,
    )


def find_job_author(job: ImportJob, site: SourceSite) -> str:
    """Return whom posts that name nobody are by: the site's author, else who uploaded them."""
    uploader = job.created_by.get_username() if job.created_by else ""
    return find_default_author(site, uploader)


def plan_job(job: ImportJob) -> None:
    """Find what would become of each post, and store it; nothing else is written."""
    progress, observer = ProgressRecorder(job), PlanObserver(job)
    site = open_job_site(job, progress)
    author = find_job_author(job, site)
    summary = import_site(site, author=author, dry_run=True, progress=progress, observer=observer)
    with transaction.atomic():
        observer.save_items()
        release_job(job, status=ImportStatus.READY, plan=serialize_summary(summary, site))


def import_job(job: ImportJob) -> None:
    """Import the posts that were chosen, and store the report."""
    progress = ProgressRecorder(job)
    site = open_job_site(job, progress)
    author = find_job_author(job, site)
    summary = import_site(site, author=author, progress=progress, observer=RunObserver(job))
    add_variants(job, progress)
    with transaction.atomic():
        release_job(job, status=ImportStatus.DONE, report=serialize_summary(summary, site))
        changed = summary.outcomes["created"] + summary.outcomes["updated"]
        record_action(AuditAction.IMPORTED, job.file_name, actor=job.created_by, count=changed)
    delete_job_files(job)


def add_variants(job: ImportJob, progress: ProgressRecorder) -> None:
    """Have the smaller variants made of the pictures that came with the posts."""
    posts = job.items.filter(outcome__in=["created", "updated"]).values("post")
    pictures = Picture.objects.filter(posts__in=posts, widths=[]).distinct().order_by("pk")
    wanted = [each for each in pictures if imaging.may_have_variants(each.name, each.bytes)]
    for picture in progress(wanted, "pictures"):
        make_variants.enqueue(picture.pk)


def undo_job(job: ImportJob) -> None:
    """Take the import back, and store what became of each post."""
    undoing.undo_items(job, ProgressRecorder(job))
    release_job(job, status=ImportStatus.UNDONE)
    delete_job_files(job)


WORK = {
    ImportStatus.CHECKING: plan_job,
    ImportStatus.IMPORTING: import_job,
    ImportStatus.UNDOING: undo_job,
}
