"""The states of a task: taken, done, failed, put back. Each change is made only by who holds the task.

A row's `worker_ids` has an entry for each try; the last one holds the task while it is RUNNING.
"""

import logging
from datetime import timedelta
from traceback import format_exception
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from posts.models import BackgroundTask, TaskWorker

logger = logging.getLogger(__name__)

# Seconds until the next try, after each that failed; then the task has failed for good.
TASK_RETRY_DELAYS = (30, 120, 600, 3600)
MAX_TRIES = len(TASK_RETRY_DELAYS) + 1
NO_ARGUMENTS: dict[str, Any] = {"args": [], "kwargs": {}}


class WorkerLost(Exception):  # noqa: N818  (it names what happened to the worker, not a fault of the task)
    """The worker ended before the task was done: it was killed, or its machine stopped."""


LOST_PATH = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"


def claim_task(queue: str, worker_id: str) -> DBTaskResult | None:
    """Take the next task of `queue` for the worker; None where nothing is to be done.

    Where there is nothing, this only reads: it is asked every second.
    """
    ready = BackgroundTask.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS, queue_name=queue)
    if not ready.exists():
        return None
    # SQLite has no row locks; there the transaction is immediate, and so the only one that writes.
    with transaction.atomic():
        task = ready.select_for_update(skip_locked=True).first()
        if task is None:
            return None
        task.claim(worker_id)
        TaskWorker.objects.filter(pk=worker_id).update(seen_at=Now())
    return task


def held(task: DBTaskResult) -> QuerySet[DBTaskResult]:
    """Return the row of `task`, unless another worker took it since, or somebody deleted it."""
    return BackgroundTask.objects.filter(
        pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
    )


def finish_task(task: DBTaskResult, value: Any) -> None:
    """Store that `task` was done, and what it returned. Its arguments, such as a mail, are forgotten."""
    held(task).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=value,
        args_kwargs=NO_ARGUMENTS,
        exception_class_path="",
        traceback="",
    )


def fail_task(task: DBTaskResult, error: BaseException) -> None:
    """Store why `task` failed; it is tried again later, unless this was the last try."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    # Not the error's text: some name the recipients of a mail. The admin shows it.
    logger.warning("Task %s failed, try %d of %d: %s", task.task_path, len(task.worker_ids), MAX_TRIES, name)
    logger.debug("Why it failed:", exc_info=error)
    put_back(task, name, "".join(format_exception(error)))


def lose_task(task: DBTaskResult) -> None:
    """Put a task back whose worker ended; the first time it is tried again at once."""
    logger.warning("Task %s is taken up again: its worker ended.", task.task_path)
    put_back(task, LOST_PATH, "", first_delay=0)


def put_back(task: DBTaskResult, error_path: str, traceback: str, first_delay: float | None = None) -> None:
    """Store the error of a try, and when the next one is, if there is one."""
    tries, now = len(task.worker_ids), timezone.now()
    outcome: dict[str, Any] = {"exception_class_path": error_path, "traceback": traceback}
    if tries >= MAX_TRIES:
        outcome |= {"status": TaskResultStatus.FAILED, "finished_at": now}
        logger.error("Task %s was given up after %d tries.", task.task_path, tries)
    else:
        delay = (
            first_delay if tries == 1 and first_delay is not None else TASK_RETRY_DELAYS[max(tries, 1) - 1]
        )
        outcome |= {"status": TaskResultStatus.READY, "run_after": now + timedelta(seconds=delay)}
    held(task).update(**outcome)


def release_task(task: DBTaskResult) -> None:
    """Put `task` back as it was before it was taken: a worker that is told to end lets it go."""
    held(task).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=task.worker_ids[:-1]
    )


def retry_tasks(keys: list[UUID]) -> int:
    """Try failed tasks again, as if for the first time; return how many. Others are left alone."""
    return (
        BackgroundTask.objects.failed()
        .filter(pk__in=keys)
        .update(status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[])
    )


def has_queue() -> bool:
    """Whether tasks wait for a worker, and are not done at once by who enqueues them."""
    return bool(settings.TASKS_MODE != "immediate")
