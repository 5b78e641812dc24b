"""Whether the site is well, asked each second in a thread of its own: told while all others work."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

from django.db import DatabaseError, close_old_connections, connection, connections

from posts.database.breaker import breaker

logger = logging.getLogger(__name__)

PROBE_SECONDS = 1.0
WATCH_SECONDS = 0.5  # from one look at the check that is under way to the next
HANG_SECONDS = 3.0  # a check that takes longer says that the database hangs
STALE_SECONDS = PROBE_SECONDS + HANG_SECONDS  # a report that is older says nothing


class HealthReport(NamedTuple):
    """The answer to a health check: an HTTP status, 200 or 503, and a line of text."""

    status: int
    text: str


STARTING = HealthReport(503, "starting")
STALE = HealthReport(503, "the check does not come back")


def ping_database() -> None:
    """Ask the database for nothing. Raises what Django raises of it: `DatabaseError`, `InterfaceError`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_database() -> HealthReport:
    """Return whether the database answers."""
    close_old_connections()
    try:
        ping_database()
    except DatabaseError:
        connection.close()
        return HealthReport(503, "database unreachable")
    return HealthReport(200, "ok")


class HealthProbe:
    """Calls `check` each second; `get_report` costs no more than reading two variables.

    Another thread looks at the first. While a check hangs, it has all threads break off what they wait
    for, and that check too.
    """

    def __init__(self, check: Callable[[], HealthReport] = check_database) -> None:
        self.check = check
        self.report, self.checked_at = STARTING, monotonic()
        # When the check that is under way began; None between two of them.
        self.begun_at: float | None = None
        self.has_hung = False
        self.is_stopped = Event()
        self.thread = Thread(target=self.run, name="health", daemon=True)
        self.watch_thread = Thread(target=self.watch, name="health-watch", daemon=True)

    def start(self) -> None:
        self.thread.start()
        self.watch_thread.start()

    def stop(self) -> None:
        """End the threads; the first does not outlast the check that it makes."""
        self.is_stopped.set()

    def get_report(self) -> HealthReport:
        """Return the last report; STALE where none came for STALE_SECONDS."""
        return self.report if monotonic() - self.checked_at < STALE_SECONDS else STALE

    def run(self) -> None:
        try:
            with breaker.let_through():
                while not self.is_stopped.is_set():
                    self.begun_at = monotonic()
                    self.report, self.checked_at = self.run_check(), monotonic()
                    self.has_hung = self.checked_at - self.begun_at > HANG_SECONDS
                    self.begun_at = None
                    self.is_stopped.wait(PROBE_SECONDS)
        finally:
            connections.close_all()

    def watch(self) -> None:
        """Open the breaker as long as checks hang."""
        try:
            while not self.is_stopped.wait(WATCH_SECONDS):
                if self.is_hanging():
                    breaker.open()
                else:
                    breaker.close()
        finally:
            breaker.close()

    def is_hanging(self) -> bool:
        """Whether the check that is under way hangs, or the last one did and failed."""
        begun_at = self.begun_at
        if begun_at is not None and monotonic() - begun_at > HANG_SECONDS:
            return True
        return self.has_hung and self.report.status != 200

    def run_check(self) -> HealthReport:
        """Return the report of a check; one that fails in an unknown way must not be the last."""
        try:
            return self.check()
        except Exception:  # logged, and told
            logger.exception("The health check failed.")
            return HealthReport(503, "the check failed")
