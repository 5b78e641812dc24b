"""Tasks whose worker is gone: found, and put back into the queue."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from posts.models import BackgroundTask, TaskWorker
from posts.tasks.queue import lose_task
from posts.tasks.worker_slots import WorkerSlots, read_worker_slots

# A worker that was not seen for so long is taken for dead. Of this machine's it is known better.
LEASE = timedelta(seconds=60)
FORGET_AFTER = timedelta(hours=1)


def recover_lost_tasks(own_id: str = "", own_tasks: Collection[UUID] = (), predecessor: str = "") -> int:
    """Put back the tasks of workers that are gone; return how many.

    `own_tasks` are those that the worker `own_id`, who asks, is at; `predecessor` had its slot.
    """
    running = list(BackgroundTask.objects.running())
    if not running:
        return 0
    slots, beating = read_worker_slots(), set(list_beating_workers())
    slots.dead.add(predecessor)
    lost = [task for task in running if task.pk not in own_tasks and is_lost(task, own_id, slots, beating)]
    for task in lost:
        lose_task(task)
    return len(lost)


def is_lost(task: DBTaskResult, own_id: str, slots: WorkerSlots, beating: set[str]) -> bool:
    """Whether the worker that holds `task` is gone, or forgot it."""
    holder = task.worker_ids[-1] if task.worker_ids else None
    if holder in slots.dead:
        return True
    if holder != own_id and (holder in slots.alive or holder in beating):
        return False
    # Of a worker that is known by nothing, such as one of an older version, its time counts.
    return task.started_at is None or task.started_at < timezone.now() - LEASE


def list_beating_workers() -> list[str]:
    """Return the ids of the workers whose lease has not run out."""
    return list(TaskWorker.objects.filter(seen_at__gte=Now() - LEASE).values_list("pk", flat=True))


def forget_dead_workers() -> None:
    """Delete the rows of workers that were not seen for an hour."""
    TaskWorker.objects.filter(seen_at__lt=Now() - FORGET_AFTER).delete()
