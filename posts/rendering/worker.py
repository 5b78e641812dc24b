"""Worker processes, in which posts are rendered: a hostile post ends one of them, and not the server."""

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

from posts.rendering.result import Heading, Label, Mention, RenderError, RenderResult, RenderWarning

PROJECT_ROOT = Path(__file__).resolve().parents[2]
WORKER_COUNT = os.cpu_count() or 1
# The slowest real post takes a fraction of a second.
RENDER_TIMEOUT_SECONDS = 10.0
# Previews of larger sources are made by one process, to which the system gives what the others leave. What is
# saved waits for none of them: it has another.
LARGE_SOURCE_CHARACTERS = 100_000
LARGE_NICENESS = 10
# A process that has grown beyond this gives its memory back by ending. A fresh one takes 25 MB.
MAX_WORKER_BYTES = 100 * 2**20


class RenderWorker:
    """One child process, started when it is first asked, and again after it died.

    It ends itself where an answer takes longer than `timeout_seconds`, and when its parent ends. `niceness`
    is by how much its priority is lowered (nice(2)).
    """

    def __init__(self, seconds: float = RENDER_TIMEOUT_SECONDS, niceness: int = 0) -> None:
        self.timeout_seconds = seconds
        self.niceness = niceness
        self.process: subprocess.Popen[bytes] | None = None

    def send_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the child's answer; raise RenderError where the child ends instead."""
        process = self.process if self.process and self.process.poll() is None else self.start_process()
        try:
            answer = exchange_line(process, json.dumps(request).encode())
        except (BrokenPipeError, EOFError):
            raise error_for_exit_status(process.wait()) from None
        except BaseException:
            # Interrupted: what the child answers later would be taken for the next answer.
            self.stop_process()
            raise
        if answer.pop("memory", 0) > MAX_WORKER_BYTES:
            self.stop_process()
        return answer

    def start_process(self) -> subprocess.Popen[bytes]:
        self.stop_process()
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            [sys.executable, "-m", "posts.rendering", str(self.timeout_seconds), str(self.niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT_ROOT,
        )
        return self.process

    def stop_process(self) -> None:
        """End the child, if there is one."""
        if self.process:
            self.process.kill()
            with suppress(BrokenPipeError):
                self.process.communicate()
            self.process = None


def exchange_line(process: subprocess.Popen[bytes], line: bytes) -> dict[str, Any]:
    """Write one line to the child and read one; raise EOFError where the child ends instead."""
    assert process.stdin and process.stdout  # noqa: S101, PT018  (pipes, by `start_process`)
    process.stdin.write(line + b"\n")
    process.stdin.flush()
    if not (answer := process.stdout.readline()):
        raise EOFError
    return json.loads(answer)  # type: ignore[no-any-return]


def error_for_exit_status(status: int) -> RenderError:
    """Return the error that says why a child ended with `status`."""
    if status == -signal.SIGALRM:
        return RenderError("too-slow", "Rendering the text takes too long.")
    return RenderError("failed", "The text cannot be rendered: the process that tried ended.")


class WorkerPool:
    """Some workers, as many as there are cores; the one that worked last is lent first."""

    def __init__(self, worker_count: int = WORKER_COUNT, niceness: int = 0) -> None:
        self.worker_count = worker_count
        self.niceness = niceness
        self.create_workers()
        # A forked process must not share its parent's pipes.
        os.register_at_fork(after_in_child=self.create_workers)
        atexit.register(self.stop_workers)

    def create_workers(self) -> None:
        """Start over with workers whose processes are not started yet."""
        self.idle_workers: LifoQueue[RenderWorker] = LifoQueue()
        for _ in range(self.worker_count):
            self.idle_workers.put(RenderWorker(niceness=self.niceness))

    def stop_workers(self) -> None:
        """End the processes of all idle workers."""
        while not self.idle_workers.empty():
            self.idle_workers.get().stop_process()

    @contextmanager
    def borrow_worker(self) -> Iterator[RenderWorker]:
        """Lend an idle worker, waiting for one where all are busy."""
        worker = self.idle_workers.get()
        try:
            yield worker
        finally:
            self.idle_workers.put(worker)


WORKER_POOL = WorkerPool()
LARGE_WORKER_POOL = WorkerPool(1)
LARGE_PREVIEW_POOL = WorkerPool(1, LARGE_NICENESS)


def render(  # noqa: PLR0913  (all but the first by name)
    source: str,
    *,
    summary: str = "",
    title: str = "",
    language: str = "zh-Hans",
    image_sizes: Mapping[str, Sequence[int]] = {},
    macros: Mapping[str, str] = {},
    references: Mapping[str, Mapping[str, str]] = {},
    numbering: Mapping[str, Any] = {},
    literature: Mapping[str, Mapping[str, Any]] = {},
    citation_style: str = "",
    is_preview: bool = False,
) -> RenderResult:
    """Render one post as `pipeline.render_in_process` does, within limits of time and memory.

    The preview of a large source (`is_preview`) gives way to all else that is rendered.
    Raises RenderError where the source cannot be rendered, or not within the limits.
    """
    request = {
        "source": source,
        "summary": summary,
        "title": title,
        "language": language,
        "image_sizes": dict(image_sizes),
        "macros": dict(macros),
        "references": dict(references),
        "numbering": dict(numbering),
        "literature": dict(literature),
        "citation_style": citation_style,
    }
    with choose_pool(source, is_preview=is_preview).borrow_worker() as worker:
        answer = worker.send_request(request)
    if error := answer.get("error"):
        raise RenderError(*error)
    return parse_result(answer["rendered"])


def choose_pool(source: str, *, is_preview: bool) -> WorkerPool:
    if len(source) <= LARGE_SOURCE_CHARACTERS:
        return WORKER_POOL
    return LARGE_PREVIEW_POOL if is_preview else LARGE_WORKER_POOL


def parse_result(values: dict[str, Any]) -> RenderResult:
    """Return the result that a child wrote as JSON."""
    toc = tuple(Heading(**entry) for entry in values.pop("toc"))
    warnings = tuple(RenderWarning(**entry) for entry in values.pop("warnings"))
    labels = tuple(Label(**entry) for entry in values.pop("labels"))
    mentions = tuple(Mention(**entry) for entry in values.pop("mentions"))
    lines, block_starts = (tuple(values.pop(name)) for name in ("lines", "block_starts"))
    return RenderResult(
        toc=toc,
        warnings=warnings,
        labels=labels,
        mentions=mentions,
        lines=lines,
        block_starts=block_starts,
        **values,
    )
