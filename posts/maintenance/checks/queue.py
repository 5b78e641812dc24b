"""Checks of background work: tasks that wait for a worker, and tasks that failed."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from posts.tasks.queue import has_queue
from posts.tasks.state import get_queue_state

# Who works, by the value of TASKS.
WORKER_HINTS = {
    "local": "systemctl restart transmission",
    "database": "systemctl restart transmission-worker",
}


def report_tasks() -> Iterator[CheckMessage]:
    """Find tasks that nobody takes, and tasks that failed for good."""
    if not has_queue():
        return
    state = get_queue_state()
    if state.is_neglected:
        yield CheckWarning(
            _("Tasks that wait, since no worker is running: %(count)s.") % {"count": state.waiting},
            hint=WORKER_HINTS.get(settings.TASKS_MODE, "manage.py db_worker"),
            id="site.tasks",
        )
    if state.failed:
        yield CheckWarning(
            _("Tasks that failed: %(count)s.") % {"count": state.failed},
            hint=_("“Background tasks” in the admin says why, and tries them again."),
            id="site.tasks",
        )
