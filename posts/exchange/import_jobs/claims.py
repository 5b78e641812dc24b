"""Claims: one task at a time works on a job, and one that was killed holds nobody up."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db.models import Q
from django.utils import timezone

from posts.models import ImportJob
from posts.models.import_job import RUNNING_STATUSES
from posts.models.machine_slots import NoFreeSlot, take_slot

# After so long without a sign of life from another machine, its task counts as ended.
MACHINE_SILENCE = timedelta(minutes=2)
# How long a task may wait for its worker before somebody is asked to look.
QUEUE_PATIENCE = timedelta(minutes=1)
UPDATE_SECONDS = 1.0
# A page that looks whether a task is at work holds its lock for an instant: no reason to leave the job alone.
CLAIM_WAIT_SECONDS = 0.5


class JobBusyError(Exception):
    """A task on another machine works on the job, or was killed a moment ago: try again later."""


class ClaimLostError(Exception):
    """Somebody discarded the job, or another machine took it over."""


@contextmanager
def claim_job(key: int) -> Iterator[ImportJob | None]:
    """Yield the job, for this task alone; None where nothing is to be done, or is being done here.

    On one machine a lock tells, which ends with its process, however that ends; between machines
    the signs of life in the row. Raises JobBusyError.
    """
    try:
        with take_slot(f"import-job-{key}", wait_seconds=CLAIM_WAIT_SECONDS):
            yield take_row(key)
    except NoFreeSlot:
        yield None


def take_row(key: int) -> ImportJob | None:
    """Return the job, marked as this machine's; None where nothing is to be done. Raises JobBusyError."""
    machine, now = socket.gethostname(), timezone.now()
    free = Q(machine__in=["", machine]) | Q(updated_at__lt=now - MACHINE_SILENCE)
    waiting = ImportJob.objects.filter(pk=key, status__in=RUNNING_STATUSES, error="")
    if waiting.filter(free).update(machine=machine, updated_at=now):
        return ImportJob.objects.get(pk=key)
    if waiting.exists():
        raise JobBusyError
    return None


def release_job(job: ImportJob, **changes: Any) -> None:
    """End the claim, and store `changes` of the row. Raises ClaimLostError."""
    changes = {"machine": "", "updated_at": timezone.now(), "step": "", **changes}
    update_claimed(job, changes)


def update_claimed(job: ImportJob, changes: dict[str, Any]) -> None:
    if not ImportJob.objects.filter(pk=job.pk, machine=job.machine, status=job.status).update(**changes):
        raise ClaimLostError


def is_stalled(job: ImportJob) -> bool:
    """Whether nobody works on a job that is running: its task was killed, or no worker takes it.

    `job` is read anew where its task may have ended since it was read.
    """
    if not job.is_running:
        return False
    silent_for = timezone.now() - job.updated_at
    if not job.machine:
        return silent_for > QUEUE_PATIENCE
    if job.machine != socket.gethostname():
        return silent_for > MACHINE_SILENCE
    try:
        with take_slot(f"import-job-{job.pk}"):
            job.refresh_from_db()
            return job.is_running and job.machine == socket.gethostname()
    except (NoFreeSlot, ImportJob.DoesNotExist):
        return False


class ProgressRecorder:
    """Stores how far a task is in its job, at most once a second; each time it is a sign of life.

    Called with items and a label it yields them one by one, as `ImportProgress` wants it.
    """

    def __init__(self, job: ImportJob, clock: Callable[[], float] = monotonic) -> None:
        self.job, self.clock = job, clock
        self.last = -UPDATE_SECONDS

    def __call__(self, items: list[Any], label: str) -> Iterator[Any]:
        for number, item in enumerate(items):
            self.record(label, number, len(items))
            yield item

    def record(self, step: str, done: int, total: int) -> None:
        """Store that `done` of `total` are done in `step`. Raises ClaimLostError."""
        if done and self.clock() - self.last < UPDATE_SECONDS:
            return
        self.last = self.clock()
        changes = {"step": step.lower()[:20], "step_done": done, "step_total": total}
        update_claimed(self.job, {**changes, "updated_at": timezone.now()})
