"""Slots: how many pieces of one kind of work a machine does at a time, over all of its processes."""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from time import monotonic, sleep

from django.conf import settings

POLL_SECONDS = 0.02


class NoFreeSlot(Exception):  # noqa: N818  (it names a state that passes, not a fault)
    """All slots of a kind of work are taken. `retry_after` says in how many seconds to try again."""

    def __init__(self, name: str, retry_after: int) -> None:
        super().__init__(f"no free slot: {name}")
        self.retry_after = retry_after


@contextmanager
def take_slot(name: str, *, count: int = 1, wait_seconds: float = 0, retry_after: int = 2) -> Iterator[None]:
    """Hold one of the `count` slots called `name` during the block.

    Waits up to `wait_seconds` for one, then raises `NoFreeSlot` with `retry_after`.
    """
    deadline = monotonic() + wait_seconds
    while (descriptor := lock_first_free(name, count)) is None:
        if monotonic() >= deadline:
            raise NoFreeSlot(name, retry_after)
        sleep(POLL_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)


def lock_first_free(name: str, count: int) -> int | None:
    """Lock the file of a free slot and return its descriptor; None where none is free.

    The lock is flock(2): the system frees it when its process ends, however that ends.
    """
    settings.LOCKS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(count):
        descriptor = os.open(settings.LOCKS_DIR / f"{name}-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    return None


class SlotStream:
    """The `chunks` of a response, while which `slots` are held: taken at once, given back at its end.

    Django closes what it streams, also where the reader has gone. Raises `NoFreeSlot`.
    """

    def __init__(self, chunks: Generator[bytes, None, None], *slots: AbstractContextManager[None]) -> None:
        self.chunks = chunks
        with ExitStack() as stack:
            for slot in slots:
                stack.enter_context(slot)
            stack.callback(chunks.close)
            self.stack = stack.pop_all()

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def close(self) -> None:
        self.stack.close()
