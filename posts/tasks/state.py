"""The state of the queue, for people and for watching."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import Now

from posts.models import BackgroundTask, TaskWorker

# A worker without work is heard once a minute.
SILENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many tasks wait to be done now, run, and failed for good; how many workers there are."""

    waiting: int
    running: int
    failed: int
    waiting_since: datetime | None
    workers: int

    @property
    def is_neglected(self) -> bool:
        """Whether tasks wait and nobody works on them."""
        return bool(self.waiting) and not self.workers


def get_queue_state() -> QueueState:
    """Return the state of the queue."""
    tasks = BackgroundTask.objects
    return QueueState(
        **tasks.ready().aggregate(waiting=Count("pk"), waiting_since=Min("enqueued_at")),
        running=tasks.running().count(),
        failed=tasks.failed().count(),
        workers=TaskWorker.objects.filter(seen_at__gte=Now() - SILENCE).count(),
    )
