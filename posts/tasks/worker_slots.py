"""Slots of this machine's workers: which of them live, known from the system itself.

Each worker locks a file for as long as it lives, and writes its id there. The system frees the lock
however the process ends, so a file that can be locked names a worker that is dead.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings

from posts.models.machine_slots import lock_first_free

WORKER_SLOT_NAME = "task-worker"
MAX_WORKERS = 16  # of one machine
MAX_ID_BYTES = 64


@dataclass
class WorkerSlots:
    """Ids of workers of this machine: those that live, and the last that died, of each slot."""

    alive: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)


@contextmanager
def hold_worker_slot(worker_id: str) -> Iterator[str]:
    """Hold a slot for the worker; yield the id of the one that held it before, and is dead.

    Beyond MAX_WORKERS there is none, nor where the files are another user's: its heartbeat alone counts.
    """
    try:
        descriptor = lock_first_free(WORKER_SLOT_NAME, MAX_WORKERS)
    except OSError:
        descriptor = None
    if descriptor is None:
        yield ""
        return
    try:
        before = os.pread(descriptor, MAX_ID_BYTES, 0).decode()
        os.pwrite(descriptor, worker_id.encode(), 0)
        yield before
    finally:
        os.close(descriptor)


def read_worker_slots() -> WorkerSlots:
    """Return which workers of this machine live and which died."""
    slots = WorkerSlots()
    for path in settings.LOCKS_DIR.glob(f"{WORKER_SLOT_NAME}-*"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDWR)
            try:
                found = slots.dead if is_free(descriptor) else slots.alive
                found.add(os.pread(descriptor, MAX_ID_BYTES, 0).decode())
            finally:
                os.close(descriptor)
    slots.dead -= slots.alive
    return slots


def is_free(descriptor: int) -> bool:
    try:
        # Shared, so that two who look do not take each other for a worker.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
