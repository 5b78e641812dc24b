"""A few places for requests to a server that may hang, so that it never holds all threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import monotonic

PLACES = 3  # requests at one time, in each process
WAIT_SECONDS = 1.0  # for a place
REST_SECONDS = 5.0  # after a failure, in which nothing is asked


class Places:
    """Lets few requests at a time through, and none for a while after one timed out."""

    def __init__(self) -> None:
        self.semaphore = BoundedSemaphore(PLACES)
        self.rests_until = 0.0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a place within the block. Raises ConnectionError where none is to be had."""
        if monotonic() < self.rests_until:
            raise ConnectionError("The store of media did not answer a moment ago.")
        if not self.semaphore.acquire(timeout=WAIT_SECONDS):
            raise ConnectionError("Too many requests wait for the store of media.")
        try:
            yield
        except TimeoutError:
            self.rests_until = monotonic() + REST_SECONDS
            raise
        finally:
            self.semaphore.release()
