"""What is counted and measured, in all processes of the machine together; nothing without METRICS_TOKEN."""

import atexit
import hashlib
import logging
import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from threading import Lock
from time import perf_counter
from typing import Any, NamedTuple

from django.conf import settings

from posts.monitoring.shared_numbers import SharedNumbers

logger = logging.getLogger(__name__)

# What answered: the page cache, a file on the disk, … or a view, by what it is for.
MADE_KINDS = ("page", "search", "feed", "media", "admin", "preview", "account", "other")
REQUEST_KINDS = ("stored", "static", "health", "refused", *MADE_KINDS)
STATUS_CLASSES = ("2xx", "3xx", "4xx", "5xx")
SIGN_IN_RESULTS = ("ok", "failed", "locked_out")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds, and one for the rest
HISTOGRAM_WIDTH = len(BUCKETS) + 2  # with the bucket of the rest, and the sum of the seconds

REQUEST_INDEXES = {
    (kind, status): number
    for number, (kind, status) in enumerate(
        (kind, status) for kind in REQUEST_KINDS for status in STATUS_CLASSES
    )
}
SIGN_IN_INDEXES = {result: len(REQUEST_INDEXES) + number for number, result in enumerate(SIGN_IN_RESULTS)}
HISTOGRAM_INDEXES = {
    name: len(REQUEST_INDEXES) + len(SIGN_IN_INDEXES) + number * HISTOGRAM_WIDTH
    for number, name in enumerate((*MADE_KINDS, "render"))
}
FIRST_GAUGE = len(REQUEST_INDEXES) + len(SIGN_IN_INDEXES) + len(HISTOGRAM_INDEXES) * HISTOGRAM_WIDTH
# Of the front of one process: requests that are made or wait for a thread; the pages in its memory.
GAUGE_INDEXES = {
    name: FIRST_GAUGE + number for number, name in enumerate(("front_requests", "store_bytes", "store_pages"))
}
WIDTH = FIRST_GAUGE + len(GAUGE_INDEXES)
# Another layout is another file, so that an upgrade never adds to the wrong number.
LAYOUT = repr((REQUEST_INDEXES, SIGN_IN_INDEXES, HISTOGRAM_INDEXES, GAUGE_INDEXES, BUCKETS))
FILE_NAME = f"numbers-{hashlib.sha256(LAYOUT.encode()).hexdigest()[:12]}"


class Histogram(NamedTuple):
    """How many took how long: `buckets` are (upper limit in seconds, count up to it), as Prometheus wants."""

    buckets: list[tuple[str, float]]
    total_seconds: float


class Measurements(NamedTuple):
    """The sums over all processes of this machine, by what they are of."""

    requests: dict[tuple[str, str], float]
    sign_ins: dict[str, float]
    histograms: dict[str, Histogram]
    gauges: dict[str, float]
    processes: int


class Meter:
    """The numbers of this process; opened with the first that is counted."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.shared: SharedNumbers | None = None
        self.has_failed = False

    def get_shared(self) -> SharedNumbers | None:
        """Return the numbers; None where nothing is counted."""
        if self.shared is None and settings.METRICS_TOKEN and not self.has_failed:
            with self.lock:
                self.open_shared()
        return self.shared

    def open_shared(self) -> None:
        try:
            self.shared = self.shared or SharedNumbers(settings.METRICS_DIR, FILE_NAME, WIDTH, FIRST_GAUGE)
        except OSError as error:
            self.has_failed = True
            logger.error("Nothing is counted for /metrics in this process: %s", error)

    def add(self, *amounts: tuple[int, float]) -> None:
        """Add each amount to the number at its index."""
        shared = self.get_shared()
        if shared is None:
            return
        with self.lock:
            for index, amount in amounts:
                shared.numbers[shared.lane + index] += amount

    def close(self) -> None:
        if self.shared:
            self.shared.close()
        self.shared = None

    def forget_parent(self) -> None:
        """Count in a lane of its own, in a process that was forked."""
        if self.shared:
            self.shared.abandon()
        self.__init__()  # type: ignore[misc]


meter = Meter()
atexit.register(meter.close)
os.register_at_fork(after_in_child=meter.forget_parent)


def get_status_class(status: int) -> str:
    return f"{min(max(status // 100, 2), 5)}xx"


def count_request(kind: str, status: int, seconds: float | None = None) -> None:
    """Count an answer of REQUEST_KINDS; those of MADE_KINDS also by the seconds that they took."""
    counted = (REQUEST_INDEXES[kind, get_status_class(status)], 1.0)
    meter.add(counted, *(() if seconds is None else describe_duration(kind, seconds)))


class StoredPageCounter:
    """Counts pages sent from memory; only the thread that sends them may, so that it takes no lock."""

    def __init__(self) -> None:
        shared = meter.get_shared()
        self.numbers: Any = shared.numbers if shared else [0.0] * WIDTH
        self.index = (shared.lane if shared else 0) + REQUEST_INDEXES["stored", "2xx"]

    def count(self) -> None:
        self.numbers[self.index] += 1.0


def describe_duration(name: str, seconds: float) -> tuple[tuple[int, float], tuple[int, float]]:
    """Return what is added to which number of the histogram `name`."""
    first = HISTOGRAM_INDEXES[name]
    return (first + bisect_left(BUCKETS, seconds), 1.0), (first + len(BUCKETS) + 1, seconds)


@contextmanager
def time_render() -> Iterator[None]:
    """Count the block as a text that was rendered, with the time that it took."""
    begun = perf_counter()
    yield
    meter.add(*describe_duration("render", perf_counter() - begun))


def count_sign_in(result: str) -> None:
    """Count one of SIGN_IN_RESULTS."""
    meter.add((SIGN_IN_INDEXES[result], 1.0))


def set_gauges(**values: float) -> None:
    """Set numbers of GAUGE_INDEXES, of this process."""
    if shared := meter.get_shared():
        for name, value in values.items():
            shared.numbers[shared.lane + GAUGE_INDEXES[name]] = value


def read_measurements() -> Measurements | None:
    """Return the sums over all processes; None where nothing is counted."""
    shared = meter.get_shared()
    if shared is None:
        return None
    sums, processes = shared.add_up()
    return Measurements(
        requests={labels: sums[index] for labels, index in REQUEST_INDEXES.items()},
        sign_ins={result: sums[index] for result, index in SIGN_IN_INDEXES.items()},
        histograms={name: read_histogram(sums, first) for name, first in HISTOGRAM_INDEXES.items()},
        gauges={name: sums[index] for name, index in GAUGE_INDEXES.items()},
        processes=processes,
    )


def read_histogram(sums: list[float], first: int) -> Histogram:
    counts = accumulate(sums[first : first + len(BUCKETS) + 1])
    limits = [*map(str, BUCKETS), "+Inf"]
    return Histogram([*zip(limits, counts, strict=True)], sums[first + len(BUCKETS) + 1])
