"""A site and the parts it needs, each a process of its own that can be killed, can hang, and comes back."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar
from urllib.request import urlopen

import psycopg
import redis

from posts.management.commands.demo import SERVER_OPTIONS
from tests.support.demo_site import ROOT
from tests.support.s3_server import BUCKET_NAME, get_bucket
from tests.support.servers import find_free_port

PATIENCE = 120  # seconds until a part must be there
POSTGRES_USER = "postgres"  # as whom its server runs where the tests are root's, whom it refuses
POSTGRES_FOLDERS = "/usr/lib/postgresql"


class Part:
    """A process that listens at a port, and its children."""

    kill_signal: ClassVar[signal.Signals] = signal.SIGKILL
    process: subprocess.Popen[bytes]

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="transmission-"))
        self.port = find_free_port()
        self.options: dict[str, Any] = {
            "cwd": ROOT,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }

    def build_command(self) -> list[str]:
        raise NotImplementedError

    def ask(self) -> None:
        """Raise an exception unless it answers."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and return once it answers."""
        self.process = subprocess.Popen(self.build_command(), **self.options)  # noqa: S603
        await_success(self.ask)

    def kill(self) -> None:
        self.send_signal(self.kill_signal)
        self.process.wait()

    def hang(self) -> None:
        """Let it keep all connections and accept more, but answer nothing."""
        self.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.send_signal(signal.SIGCONT)

    def send_signal(self, number: signal.Signals) -> None:
        for process in [self.process.pid, *list_descendants(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def remove(self) -> None:
        """End it, and delete what it wrote."""
        if hasattr(self, "process"):
            self.send_signal(signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisPart(Part):
    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def build_command(self) -> list[str]:
        return ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]

    def ask(self) -> None:
        with redis.Redis.from_url(self.address) as client:
            client.ping()


class PostgresPart(Part):
    """A cluster of its own, killed as `pg_ctl stop -m immediate` does: nothing is written any more."""

    kill_signal = signal.SIGQUIT

    def __init__(self) -> None:
        super().__init__()
        self.options["cwd"] = self.folder
        if os.geteuid() == 0:
            shutil.chown(self.folder, POSTGRES_USER)
            self.options["user"] = POSTGRES_USER
        command = [find_postgres_program("initdb"), "-D", "data", "-A", "trust", "-U", "site", "--no-sync"]
        subprocess.run([*command, "-E", "UTF8"], check=True, **self.options)  # noqa: S603

    @property
    def address(self) -> str:
        return f"postgres://site:site@127.0.0.1:{self.port}/postgres"

    def build_command(self) -> list[str]:
        address = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1"]
        return [find_postgres_program("postgres"), "-D", "data", *address]

    def ask(self) -> None:
        psycopg.connect(self.address, connect_timeout=2).close()


def find_postgres_program(name: str) -> str:
    """Return the path of a program of PostgreSQL's server, the newest one; "" where there is none."""
    found = sorted(map(str, Path(POSTGRES_FOLDERS).glob(f"*/bin/{name}")))
    return found[-1] if found else shutil.which(name) or ""


class S3Part(Part):
    """A store that forgets everything when it is killed."""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"s3://{BUCKET_NAME}/media?endpoint={self.endpoint}&region=us-east-1"

    def build_command(self) -> list[str]:
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]

    def ask(self) -> None:
        get_bucket(self.endpoint).create()


class SitePart(Part):
    """The site as `make demo` serves it, with more worker processes and other `settings`."""

    def __init__(self, *before: str, workers: int = 1, **settings: str) -> None:
        super().__init__()
        self.before, self.workers = before, workers
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = (self.folder / "log").open("ab")
        self.options["stderr"] = self.log
        self.options["env"] = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
            "LANGUAGE_CODE": "en",
            **settings,
        }

    def build_command(self) -> list[str]:
        command = [*self.before, sys.executable, "-m", "granian", *SERVER_OPTIONS.split()]
        place = ["--port", str(self.port), "--workers", str(self.workers)]
        return [*command, *place, "config.rsgi:application"]

    def kill_worker(self) -> None:
        """Kill one of the processes that answer; the server starts another one."""
        os.kill(random.choice(list_children(self.process.pid)), signal.SIGKILL)

    def ask(self) -> None:
        urlopen(f"{self.address}/healthz", timeout=5).close()  # noqa: S310

    def manage(self, *arguments: str) -> None:
        """Run a command of manage.py with the site's settings."""
        subprocess.run([sys.executable, "manage.py", *arguments], check=True, **self.options)  # noqa: S603

    def remove(self) -> None:
        super().remove()
        self.log.close()

    def read_log(self) -> str:
        return (self.folder / "log").read_text()


def list_children(pid: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []


def list_descendants(pid: int) -> list[int]:
    """Return the children of a process, and theirs."""
    return [each for child in list_children(pid) for each in (child, *list_descendants(child))]


def await_success(ask: Callable[[], Any]) -> None:
    """Call `ask` until it raises nothing; raise what it raises when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            ask()
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
