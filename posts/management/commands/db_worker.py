"""Do background tasks. Takes the place of django-tasks-db's command of the same name."""

import os
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from posts.tasks.queue import has_queue
from posts.tasks.worker import QUEUE_POLL_SECONDS, Worker, follow_parent

NICENESS = 10  # readers come first
CHILD_GRACE = 5.0  # seconds that a child goes on with its task when the server ends


class Command(BaseCommand):
    help = "Do background tasks, from the queue in the database, until told to end."
    # The database may not be there yet, or not migrated: then the worker waits.
    requires_system_checks: list[str] = []  # noqa: RUF012  (as Django has it)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval",
            type=float,
            default=QUEUE_POLL_SECONDS,
            help="seconds between two looks at an empty queue (default: %(default)s)",
        )
        parser.add_argument("--batch", action="store_true", help="end when nothing is left to do")
        parser.add_argument(
            "--child", action="store_true", help="end with the process that started it; the server does so"
        )

    def handle(self, *args: Any, interval: float, batch: bool, child: bool, **options: Any) -> None:
        if not has_queue():
            raise CommandError(
                "TASKS is immediate: every request does its tasks itself, and there is no queue. "
                f"Set TASKS to local or database. It is now {settings.TASKS_MODE}."
            )
        worker = Worker(interval, batch=batch, **({"grace": CHILD_GRACE} if child else {}))
        worker.stop_on_signals()
        if child:
            os.nice(NICENESS)
            follow_parent(worker)
        worker.run()
        if worker.current:
            # A thread is still at a task that was let go; nothing waits for it.
            os._exit(0)
