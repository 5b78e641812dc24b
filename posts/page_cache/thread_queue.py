"""The queue of requests for the few threads that make pages."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from posts.page_cache.file_responses import WSGIResponse, call_application
from posts.page_cache.request_body import RequestError

# How long a thread that makes a page keeps the interpreter while the event loop waits for it, in
# seconds: a stored page takes microseconds to send.
SWITCH_INTERVAL = 0.0005


class QuickSwitching:
    """Has the interpreter switch threads quickly during the block, and as usual once no block is left.

    Where no thread works, the event loop only takes turns with the server, and each turn costs.
    For use in the event loop's thread.
    """

    def __init__(self) -> None:
        self.usual = sys.getswitchinterval()
        self.blocks = 0

    def __enter__(self) -> None:
        self.blocks += 1
        sys.setswitchinterval(SWITCH_INTERVAL)

    def __exit__(self, *error: object) -> None:
        self.blocks -= 1
        if not self.blocks:
            sys.setswitchinterval(self.usual)


quick_switching = QuickSwitching()


class ThreadQueue:
    """Calls a WSGI application in `threads` threads; so many more requests as `max_waiting` may wait.

    Of the threads, `max_spooling` may make a response of unknown size at one time.
    """

    def __init__(self, name: str, threads: int, max_waiting: int, max_spooling: int) -> None:
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.max_requests = threads + max_waiting
        self.spool_places = BoundedSemaphore(max_spooling)
        self.requests = 0

    async def call(
        self, application: Callable[..., Iterable[bytes]], environ: dict[str, Any]
    ) -> WSGIResponse:
        """Return the response to `environ`. Raises RequestError, 503, where no place is left."""
        if self.requests >= self.max_requests:
            raise RequestError(503, "Too many requests are waiting.")
        self.requests += 1
        loop = asyncio.get_running_loop()
        try:
            with quick_switching:
                return await loop.run_in_executor(
                    self.executor, call_application, application, environ, self.spool_places
                )
        finally:
            self.requests -= 1

    def stop(self) -> None:
        """Wait for the requests that are being answered."""
        self.executor.shutdown()
