"""A Python that has imported Django once, and forks for each piece of code, in a tenth of the time."""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.demo_site import ROOT

# What the settings import, and what takes most of their time.
PRELOAD = "import asyncio, csp.constants, django.urls, environ"


class ForkingPython:
    """Runs code as `python -c` does."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process, self.folder = process, folder

    def run(self, code: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Return how `code` ended that had no other `environment`, and what it wrote."""
        paths = [self.folder / name for name in ("out", "err")]
        asked: dict[str, Any] = {"code": code, "env": dict(environment), "paths": [*map(str, paths)]}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        return subprocess.CompletedProcess(code, status, *(path.read_text() for path in paths))


@contextmanager
def start_forking_python(folder: Path) -> Iterator[ForkingPython]:
    """Yield one that keeps what is written in `folder`."""
    command = [sys.executable, "-c", f"{PRELOAD}; from {__name__} import serve; serve()"]
    environment = {"PATH": os.environ["PATH"]}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:  # noqa: S603
        yield ForkingPython(process, folder)
        process.stdin.close()


def serve() -> None:
    """Fork for each line of the standard input, and answer with the exit status."""
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            os._exit(run_code(**json.loads(line)))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def run_code(code: str, env: dict[str, str], paths: list[str]) -> int:
    """Run `code` with its output in files; return the exit status."""
    for number, path in enumerate(paths, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["-c"]
    status = 0
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001  (as the interpreter does)
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status
