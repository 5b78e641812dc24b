"""Rendering in a process of its own, so that a hostile post takes that process down and not the server."""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import LifoQueue
from typing import Any

from posts.rendering.result import Heading, Rendered, RenderError, RenderWarning

ROOT = Path(__file__).resolve().parents[2]
WORKERS = os.cpu_count() or 1
# The slowest real post takes a fraction of a second.
SECONDS = 10.0


class Worker:
    """One child process, started when it is first asked, and again after it died.

    It ends itself where an answer takes longer than `seconds`, and when its parent ends.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the child's answer; raise RenderError where the child dies over it."""
        process = self.process if self.process and self.process.poll() is None else self.start()
        try:
            return exchange(process, json.dumps(request).encode())
        except (BrokenPipeError, EOFError):
            raise cause_of_death(process.wait()) from None
        except BaseException:
            # Interrupted: what the child answers later would be taken for the next answer.
            self.stop()
            raise

    def start(self) -> subprocess.Popen[bytes]:
        self.stop()
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            [sys.executable, "-m", "posts.rendering", str(self.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        return self.process

    def stop(self) -> None:
        """End the child, if there is one."""
        if self.process:
            self.process.kill()
            with suppress(BrokenPipeError):
                self.process.communicate()
            self.process = None


def exchange(process: subprocess.Popen[bytes], line: bytes) -> dict[str, Any]:
    """Write one line to the child and read one; raise EOFError where the child ends instead."""
    assert process.stdin and process.stdout  # noqa: S101, PT018  (pipes, by `start`)
    process.stdin.write(line + b"\n")
    process.stdin.flush()
    if not (answer := process.stdout.readline()):
        raise EOFError
    return json.loads(answer)  # type: ignore[no-any-return]


def cause_of_death(status: int) -> RenderError:
    """Return the error that tells why a child ended with `status`."""
    if status == -signal.SIGALRM:
        return RenderError("too-slow", "Rendering the text takes too long.")
    return RenderError("failed", "The text cannot be rendered: the process that tried ended.")


class Pool:
    """As many workers as there are cores; the one that worked last is asked first."""

    def __init__(self, workers: int = WORKERS) -> None:
        self.workers = workers
        self.fill()
        # A forked process must not share its parent's pipes.
        os.register_at_fork(after_in_child=self.fill)
        atexit.register(self.stop)

    def fill(self) -> None:
        self.idle: LifoQueue[Worker] = LifoQueue()
        for _ in range(self.workers):
            self.idle.put(Worker())

    def stop(self) -> None:
        while not self.idle.empty():
            self.idle.get().stop()

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """Lend an idle worker, waiting for one where all are busy."""
        worker = self.idle.get()
        try:
            yield worker
        finally:
            self.idle.put(worker)


POOL = Pool()


def render(
    source: str,
    *,
    summary: str = "",
    language: str = "zh-Hans",
    image_sizes: Mapping[str, Sequence[int]] = {},
    macros: Mapping[str, str] = {},
) -> Rendered:
    """Render one post as `pipeline.render` does, within limits of time and memory.

    Raises RenderError where the source cannot be rendered, or not within the limits.
    """
    request = {
        "source": source,
        "summary": summary,
        "language": language,
        "image_sizes": dict(image_sizes),
        "macros": dict(macros),
    }
    with POOL.worker() as worker:
        answer = worker.ask(request)
    if error := answer.get("error"):
        raise RenderError(*error)
    return read(answer["rendered"])


def read(values: dict[str, Any]) -> Rendered:
    """Return the render that a child wrote as JSON."""
    toc = tuple(Heading(**entry) for entry in values.pop("toc"))
    warnings = tuple(RenderWarning(**entry) for entry in values.pop("warnings"))
    return Rendered(toc=toc, warnings=warnings, lines=tuple(values.pop("lines")), **values)
