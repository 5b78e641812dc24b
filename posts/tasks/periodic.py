"""What is done by itself, each hour or day.

To add something: write a function without arguments that can be run again, and enter it here. It runs
as a task: with a lease, tried again when it fails, and listed in the admin if it keeps failing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from posts.models import BackgroundTask, PeriodicRun

ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


class PeriodicFunction(NamedTuple):
    """A function by its path, so that this file needs to import none; and how often it is called."""

    path: str
    every: timedelta
    # Also when a worker starts, such as after an upgrade.
    at_start: bool = False


PERIODIC = {
    "delete old tasks": PeriodicFunction("posts.tasks.cleaning.delete_old_tasks", ONE_HOUR),
    "delete expired sessions": PeriodicFunction("posts.tasks.cleaning.delete_expired_sessions", ONE_DAY),
    "delete old audit entries": PeriodicFunction("posts.auditing.retention.clear_old_audit_entries", ONE_DAY),
    "delete stale imports": PeriodicFunction("posts.exchange.import_jobs.uploads.delete_stale_jobs", ONE_DAY),
    "delete empty posts": PeriodicFunction("posts.revisions.drafts.delete_empty_posts", ONE_DAY),
    "delete old missing addresses": PeriodicFunction(
        "posts.models.address_counts.delete_old_missed_addresses", ONE_DAY
    ),
    "tell the hub": PeriodicFunction("posts.publishing.websub.queue_notification", ONE_HOUR),
    "render dependent posts": PeriodicFunction(
        "posts.revisions.dependent_renders.queue_periodic_renders", ONE_HOUR
    ),
    "render stale posts": PeriodicFunction(
        "posts.revisions.stale_renders.queue_stale_posts", ONE_DAY, at_start=True
    ),
}


@task(priority=-10)
def run_periodic_function(name: str) -> None:
    """Call the function of PERIODIC called `name`; one that is there no more is done with."""
    if name in PERIODIC:
        import_string(PERIODIC[name].path)()


def enqueue_due_functions(*, at_start: bool = False) -> list[str]:
    """Enqueue what is due, and `at_start` what a worker begins with; return the names."""
    last_runs = dict(PeriodicRun.objects.values_list("name", "last_run_at"))
    return [
        name
        for name, function in PERIODIC.items()
        if (at_start and function.at_start and not is_waiting(name)) or is_due(name, function, last_runs)
        if take_turn(name, last_runs)
    ]


def is_due(name: str, function: PeriodicFunction, last_runs: dict[str, datetime]) -> bool:
    last = last_runs.get(name)
    now = timezone.now()
    # A clock that was wrong must not stop it for years.
    return last is None or not (now - function.every < last <= now + function.every)


def is_waiting(name: str) -> bool:
    """Whether the function waits for a worker, or is at work."""
    path = run_periodic_function.module_path
    unfinished = BackgroundTask.objects.filter(task_path=path, status__in=["READY", "RUNNING"])
    return any(row.args_kwargs["args"] == [name] for row in unfinished)


def take_turn(name: str, last_runs: dict[str, datetime]) -> bool:
    """Enqueue the function, unless another worker does; return whether it was us."""
    now = timezone.now()
    try:
        with transaction.atomic():
            if name not in last_runs:
                PeriodicRun.objects.create(name=name, last_run_at=now)
            elif not PeriodicRun.objects.filter(name=name, last_run_at=last_runs[name]).update(
                last_run_at=now
            ):
                return False
            run_periodic_function.enqueue(name)
    except IntegrityError:
        return False
    return True
