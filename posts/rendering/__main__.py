"""The child process of `worker`: one request a line in, one answer a line out, as JSON."""

import json
import resource
import signal
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import asdict

from posts.rendering.pipeline import render
from posts.rendering.result import RenderError

MEMORY = 2 * 1024**3
STACK = 256 * 1024**2


def serve(seconds: float) -> None:
    for line in sys.stdin:
        # Its default action ends the process, even inside a call that holds the interpreter.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = json.dumps(reply(json.loads(line)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def reply(request: dict[str, object]) -> dict[str, object]:
    """Return the render that `request` asks for, or the kind and message of the error."""
    try:
        return {"rendered": asdict(render(**request))}  # type: ignore[arg-type]
    except RenderError as error:
        return {"error": [error.kind, str(error)]}
    except MemoryError:
        return {"error": ["too-big", "Rendering the text takes too much memory."]}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  (a panic in Rust is no Exception)
        traceback.print_exc()
        return {"error": ["failed", f"The text cannot be rendered: {type(error).__name__}: {error}"]}


def main() -> None:
    """Serve on a thread with a deep stack, and live no longer than the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # macOS has no such limit to set.
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.stack_size(STACK)
    thread = threading.Thread(target=serve, args=[float(sys.argv[1])])
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
