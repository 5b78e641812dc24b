"""Checks of background work: tasks that wait for a worker, hang or failed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils import timezone
from django.utils.translation import gettext as _

STUCK_AFTER = timedelta(hours=1)
WAITS_TOO_LONG = timedelta(minutes=15)
TASK_MODEL = "django_tasks_database.DBTaskResult"
WORKER_HINT = "systemctl restart transmission transmission-worker"


def find_tasks() -> Any:
    """Return the queue's rows; None where tasks are done at once."""
    if not apps.is_installed("django_tasks_db"):
        return None
    model: Any = apps.get_model(TASK_MODEL)
    return model.objects.all()


def count_queued_tasks() -> dict[str, int]:
    """Return how many tasks wait, hang for an hour or wait too long, and failed, by name."""
    tasks = find_tasks()
    if tasks is None:
        return {}
    now = timezone.now()
    waiting, running = tasks.filter(status="READY"), tasks.filter(status="RUNNING")
    return {
        "waiting": waiting.count(),
        "late": waiting.filter(enqueued_at__lt=now - WAITS_TOO_LONG).exclude(run_after__gt=now).count(),
        "running": running.count(),
        "stuck": running.filter(started_at__lt=now - STUCK_AFTER).count(),
        "failed": tasks.filter(status="FAILED").count(),
    }


def report_tasks() -> Iterator[CheckMessage]:
    """Find tasks that nobody takes, that hang, and that failed."""
    counts = count_queued_tasks()
    if counts.get("late"):
        yield CheckWarning(
            _("Tasks that no worker takes, for over a quarter of an hour: %(count)s.")
            % {"count": counts["late"]},
            hint=WORKER_HINT,
            id="site.tasks",
        )
    if counts.get("stuck"):
        yield CheckWarning(
            _("Tasks that run for over an hour: %(count)s.") % {"count": counts["stuck"]},
            hint=WORKER_HINT,
            id="site.tasks",
        )
    if counts.get("failed"):
        yield CheckWarning(
            _("Tasks that failed: %(count)s.") % {"count": counts["failed"]},
            hint=_("The log says why; manage.py make_variants makes pictures that are missing."),
            id="site.tasks",
        )
