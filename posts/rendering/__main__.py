"""The child process of `worker`: one request a line in, one answer a line out, as JSON."""

import json
import os
import resource
import signal
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError
from posts.rendering.time_limit import MAIN_THREAD

MEMORY_LIMIT_BYTES = 2 * 1024**3
STACK_BYTES = 256 * 1024**2


def serve_requests(timeout_seconds: float) -> None:
    """Answer each line of the standard input, and end the process over one that takes too long."""
    for line in sys.stdin:
        # Its default action ends the process, even inside a call that holds the interpreter.
        signal.setitimer(signal.ITIMER_REAL, timeout_seconds)
        answer = json.dumps({**answer_request(json.loads(line)), "memory": measure_memory()})
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def measure_memory() -> int:
    """Return the memory in bytes that this process holds; 0 where the system does not tell (proc(5))."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def answer_request(request: dict[str, object]) -> dict[str, object]:
    """Return the result that `request` asks for, or the kind and message of the error."""
    try:
        return {"rendered": asdict(render_in_process(**request))}  # type: ignore[arg-type]
    except RenderError as error:
        return {"error": [error.kind, str(error)]}
    except RecursionError:
        return {"error": ["too-deep", "Elements are nested too deeply."]}
    except MemoryError:
        return {"error": ["too-big", "Rendering the text takes too much memory."]}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  (a panic in Rust is no Exception)
        traceback.print_exc()
        return {"error": ["failed", f"The text cannot be rendered: {type(error).__name__}: {error}"]}


def volunteer_to_be_killed() -> None:
    """Have Linux end this process first where memory is short, not the one that serves the site (proc(5))."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def main() -> None:
    """Serve requests on a thread with a deep stack, until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(int(sys.argv[2]))
    # macOS has no such limit to set.
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    volunteer_to_be_killed()
    threading.stack_size(STACK_BYTES)
    MAIN_THREAD.serve(partial(serve_requests, float(sys.argv[1])))


if __name__ == "__main__":
    main()
