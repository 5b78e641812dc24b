"""Workers as processes of their own, with a database and a folder that they share."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.test import override_settings

from tests.support.demo_site import ROOT
from tests.support.migrations import use_database

PATIENCE = 120  # seconds
# Two processes of a server, which start the worker beside it; they say who they are.
SERVERS = """
import os, signal, django
django.setup()
from posts.tasks.child import WORKER_CHILD
os.fork()
os.write(1, b"%d\\n" % os.getpid())
WORKER_CHILD.start()
signal.pause()
"""


class TaskSite:
    """A site in `folder`, with the database at `address`, for workers and servers."""

    def __init__(self, address: str, folder: Path, processes: ExitStack) -> None:
        self.address, self.folder, self.processes = address, folder, processes

    def start(self, *command: str, **settings: str) -> "subprocess.Popen[str]":
        """Start Python with `command`; it is killed at the end, if it has not ended."""
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TASKS": "database",
            **settings,
        }
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        self.processes.callback(process.communicate)
        self.processes.callback(process.kill)
        return process

    def start_worker(self) -> "subprocess.Popen[str]":
        return self.start("manage.py", "db_worker", "--interval", "0.05")

    @contextmanager
    def use(self) -> Iterator[None]:
        """Use its database, folder and queue in this process."""
        with use_database(self.address), override_settings(LOCKS_DIR=self.folder / "locks"):
            yield


def wait_until(condition: Callable[[], object]) -> None:
    """Return as soon as `condition` holds; raise AssertionError if it takes too long."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "it takes too long"
        time.sleep(0.02)
