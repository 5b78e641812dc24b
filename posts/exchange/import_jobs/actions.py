"""What people decide about a job: import it, go on with it, undo it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from posts.exchange.import_jobs.claims import is_stalled
from posts.exchange.import_jobs.observers import SAVED_OUTCOMES
from posts.exchange.import_jobs.running import enqueue_job
from posts.models import ImportJob, ImportStatus
from posts.models.import_job import RUNNING_STATUSES


def begin_import(job: ImportJob, keys: Collection[int] | None, **switches: bool) -> bool:
    """Have the job's posts imported, or only those items with the primary keys `keys`.

    `switches` are those of the model: `as_drafts`, `publishes_errors`, `fetches_media`, `omits_outputs`.
    Return False where the job was not ready any more.
    """
    with transaction.atomic():
        is_begun = move_job(job, [ImportStatus.READY], ImportStatus.IMPORTING, **switches)
        if is_begun:
            job.items.update(is_selected=False)
            chosen = job.items.filter(planned__in=SAVED_OUTCOMES)
            (chosen if keys is None else chosen.filter(pk__in=keys)).update(is_selected=True)
    return is_begun


def continue_job(job: ImportJob) -> bool:
    """Have a job gone on with that ended before its end; return False where it did not."""
    return can_continue(job) and move_job(job, RUNNING_STATUSES, job.status)


def begin_undo(job: ImportJob) -> bool:
    """Have the import undone; return False where that cannot be."""
    return can_undo(job) and move_job(job, [job.status], ImportStatus.UNDOING)


def can_continue(job: ImportJob) -> bool:
    return job.status in RUNNING_STATUSES and (bool(job.error) or is_stalled(job))


def can_undo(job: ImportJob) -> bool:
    """Whether the job imported anything, and is at its end or broke off."""
    if job.status == ImportStatus.IMPORTING:
        return can_continue(job)
    return job.status == ImportStatus.DONE and job.items.filter(outcome__in=SAVED_OUTCOMES).exists()


def can_discard(job: ImportJob) -> bool:
    """Whether nothing of the job was imported, so that it may go."""
    return job.status in {ImportStatus.UPLOADING, ImportStatus.CHECKING, ImportStatus.READY}


def move_job(job: ImportJob, expected: Collection[str], status: str, **changes: bool) -> bool:
    """Set the job's status if it is one of `expected`, and have it worked on; return whether it was."""
    with transaction.atomic():
        rows = ImportJob.objects.filter(pk=job.pk, status__in=expected, error=job.error)
        fresh = {"error": "", "machine": "", "step": "", "step_done": 0, "step_total": 0}
        if not rows.update(status=status, updated_at=timezone.now(), **fresh, **changes):
            return False
        job.refresh_from_db()
        enqueue_job(job)
    return True
