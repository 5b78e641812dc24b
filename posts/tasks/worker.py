"""The worker: a process that does the tasks of the queue, one of each queue at a time."""

import logging
import math
import os
import resource
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models.functions import Now
from django_tasks import TaskContext
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from posts.models import TaskWorker
from posts.models.site_locale import use_site_locale
from posts.tasks.periodic import enqueue_due_functions
from posts.tasks.queue import claim_task, fail_task, finish_task, release_task
from posts.tasks.recovery import recover_lost_tasks
from posts.tasks.worker_slots import hold_worker_slot

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0  # while it is at work; a lease lasts for six of them
IDLE_BEAT_SECONDS = 60.0
QUEUE_POLL_SECONDS = 1.0
# For how long it waits where the database does not answer, or is not migrated yet.
TROUBLE_SECONDS = 5.0
# One that has grown beyond this ends after the task; whoever started it starts another.
MAX_WORKER_MEGABYTES = 400
STORE_TRIES, STORE_WAIT = 5, 1.0
JOIN_SECONDS = 0.05


class Worker:
    """Takes tasks and does them, each queue in a thread of its own, until it is told to end."""

    def __init__(
        self, interval: float = QUEUE_POLL_SECONDS, grace: float = 20.0, *, batch: bool = False
    ) -> None:
        self.id = secrets.token_hex(16)
        self.interval = interval
        # Seconds that it goes on with what it is at, once it is told to end.
        self.grace = grace
        # Whether it ends where nothing is left to do.
        self.batch = batch
        self.stopping = threading.Event()
        self.deadline = math.inf
        self.current: dict[str, DBTaskResult] = {}
        self.beaten_at = 0.0
        self.predecessor = ""
        # What the log says already: the database may be away for hours.
        self.trouble = ""

    def run(self) -> None:
        """Work until told to end, or the queues are empty; then let go what is not done within the grace."""
        with hold_worker_slot(self.id) as self.predecessor:
            self.prepare()
            threads = [
                threading.Thread(target=self.work, args=(queue,), name=f"tasks-{queue}", daemon=True)
                for queue in settings.TASK_QUEUES
            ]
            for thread in threads:
                thread.start()
            self.keep_beating(threads)
            for task in [*self.current.values()]:
                self.attempt(partial(release_task, task))
            self.attempt(TaskWorker.objects.filter(pk=self.id).delete)

    def prepare(self) -> None:
        """Tell that this worker lives, and take up what others left; wait for the database if need be."""
        while not self.attempt(partial(self.beat, at_start=True)) and not self.batch:
            if self.stopping.wait(TROUBLE_SECONDS):
                return

    def keep_beating(self, threads: list[threading.Thread]) -> None:
        """Renew the lease until all `threads` have ended, or the grace is over."""
        beaten_at = time.monotonic()
        while any(thread.is_alive() for thread in threads) and time.monotonic() < self.deadline:
            if self.stopping.wait(self.interval):
                threads[0].join(JOIN_SECONDS)
                threads[-1].join(JOIN_SECONDS)
            if time.monotonic() - beaten_at >= BEAT_SECONDS:
                beaten_at = time.monotonic()
                self.attempt(self.beat)

    def stop(self) -> None:
        """Take no more tasks, and end with what it is at or after the grace."""
        self.deadline = min(self.deadline, time.monotonic() + self.grace)
        self.stopping.set()

    def beat(self, *, at_start: bool = False) -> None:
        """Renew the lease, put back what others lost, and enqueue what is due."""
        now = time.monotonic()
        if at_start or self.current or now - self.beaten_at >= IDLE_BEAT_SECONDS:
            values = {"seen_at": Now()}
            if not TaskWorker.objects.filter(pk=self.id).update(**values):
                TaskWorker.objects.create(pk=self.id, host=socket.gethostname(), started_at=Now(), **values)
            self.beaten_at = now
        recover_lost_tasks(self.id, {task.pk for task in [*self.current.values()]}, self.predecessor)
        enqueue_due_functions(at_start=at_start)

    def attempt(self, step: Callable[[], Any]) -> bool:
        """Do `step`; return False, with a line in the log, where the database is in the way."""
        close_old_connections()
        try:
            step()
        except (DatabaseError, InterfaceError) as error:
            trouble = str(error).strip() or type(error).__name__
            if trouble != self.trouble:
                logger.warning("The worker waits for the database: %s", trouble)
            self.trouble = trouble
            return False
        self.trouble = ""
        return True

    def work(self, queue: str) -> None:
        """Do the tasks of `queue`, one after the other. Where that breaks off, the whole worker ends."""
        try:
            self.empty_queue(queue)
        except BaseException:
            self.stopping.set()
            raise
        finally:
            connection.close()

    def empty_queue(self, queue: str) -> None:
        found: list[bool] = []
        while not self.stopping.is_set():
            is_well = self.attempt(lambda: found.append(self.run_next(queue)))
            if is_well and found.pop():
                continue
            if self.batch and is_well:
                return
            self.stopping.wait(self.interval if is_well else TROUBLE_SECONDS)

    def run_next(self, queue: str) -> bool:
        """Do the next task of `queue`; return False where there is none."""
        task = claim_task(queue, self.id)
        if task is None:
            return False
        self.current[queue] = task
        try:
            run_task(task)
        finally:
            del self.current[queue]
        if measure_worker_memory() > MAX_WORKER_MEGABYTES:
            # Without a deadline: the task of the other queue comes to its end.
            self.stopping.set()
        return True

    def stop_on_signals(self) -> None:
        """End when the system says so: Ctrl+C, `systemctl stop`, a parent that ends."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())


def run_task(task: DBTaskResult) -> None:
    """Do `task`, and store how it went."""
    try:
        function, arguments = task.task, task.args_kwargs
        context = [TaskContext(task_result=cast(Any, task.task_result))] if function.takes_context else []
        with use_site_locale():
            value = normalize_json(function.call(*context, *arguments["args"], **arguments["kwargs"]))
    except Exception as error:  # noqa: BLE001  (of whatever kind: it is stored, and tried again)
        store_outcome(partial(fail_task, task, error))
    else:
        store_outcome(partial(finish_task, task, value))


def store_outcome(store: Callable[[], None]) -> None:
    """Call `store`, again where the database is in the way. If it stays so, the task is done once more."""
    for left in reversed(range(STORE_TRIES)):
        try:
            store()
        except (DatabaseError, InterfaceError):
            if not left:
                raise
            time.sleep(STORE_WAIT)
            close_old_connections()
        else:
            return


def measure_worker_memory() -> float:
    """Return the megabytes of memory that this process has, or where that is not told, had at most."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def follow_parent(worker: Worker) -> None:
    """End with the parent, however it ends: its end of our standard input is closed then."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        worker.stop()
        # Not even a task that hangs outlives the server for long.
        time.sleep(worker.grace + 5)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
