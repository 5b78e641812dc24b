"""The worker beside the server: a child of one of the server's processes.

Each process of the server wants to be its parent; a lock on a file lets one of each machine have it.
When that one ends another takes over, and when the child ends it is started again.
"""

import logging
import os
import subprocess
import sys
import threading
import time

from django.conf import settings

from posts.models.machine_slots import lock_first_free

logger = logging.getLogger(__name__)

LOCK_NAME = "task-parent"
# Seconds: to look whether another process has ended that had the child, and between two starts.
LOOK_SECONDS, MIN_RESTART_SECONDS, MAX_RESTART_SECONDS = 2.0, 1.0, 60.0
# One that ran for so long is started again at once: it gave its memory back.
HEALTHY_SECONDS = 60.0


class WorkerChild:
    """Keeps a worker running for as long as this process, and no other of the machine, is its parent."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, where the settings want a worker beside the server."""
        if settings.TASKS_MODE == "local" and self.thread is None:
            self.thread = threading.Thread(target=self.run, name="task-child", daemon=True)
            self.thread.start()

    def stop(self) -> None:
        """Tell the child to end; it does within seconds, and needs nobody to wait for it."""
        self.stopping.set()
        if self.process and self.process.stdin:
            self.process.stdin.close()

    def run(self) -> None:
        try:
            while (descriptor := lock_first_free(LOCK_NAME, 1)) is None:
                if self.stopping.wait(LOOK_SECONDS):
                    return
            try:
                self.keep_running()
            finally:
                os.close(descriptor)
        except OSError as error:
            logger.error("No worker can be started, so background tasks wait: %s", error)

    def keep_running(self) -> None:
        """Start the child, and again whenever it has ended; one that cannot start, ever more rarely."""
        delay = MIN_RESTART_SECONDS
        while not self.stopping.is_set():
            began = time.monotonic()
            self.process = start_worker_process()
            self.process.wait()
            delay = MIN_RESTART_SECONDS if time.monotonic() - began > HEALTHY_SECONDS else delay * 2
            self.stopping.wait(min(delay, MAX_RESTART_SECONDS))


def start_worker_process() -> subprocess.Popen[bytes]:
    """Start a worker that ends when the pipe to it is closed; Ctrl+C in the terminal is not for it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker", "--child"]
    return subprocess.Popen(  # noqa: S603  (our own interpreter and command)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )


WORKER_CHILD = WorkerChild()
