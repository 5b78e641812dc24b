"""Event loops of a test's own, also where a browser's is open."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def run_loop() -> Iterator[asyncio.Runner]:
    """Yield a runner with a new event loop.

    As long as a browser is open, Playwright's loop counts as running in its thread, and asyncio refuses
    to run another; a test of a loop would fail or not by what its worker did before. Meanwhile none counts.
    """
    others = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        with asyncio.Runner() as runner:
            yield runner
    finally:
        asyncio._set_running_loop(others)
