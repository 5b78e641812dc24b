"""A limit of processor time that holds inside a single regular expression too.

Python runs the handlers of signals in the main thread alone, where its regular expressions look for them
every few thousand steps (`signal`, "Execution of Python signal handlers"; `MAYBE_CHECK_SIGNALS` in
CPython's sre). A thread with a deep stack therefore hands over what is limited.
"""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, NoReturn, TypeVar

Result = TypeVar("Result")


class TimeLimitReached(Exception):  # noqa: N818  (no error: the caller goes on without)
    """The time that a call had is used up."""


def call_within(seconds: float, call: Callable[[], Result]) -> Result:
    """Return what `call` returns; raise TimeLimitReached after `seconds` of this process's processor time.

    Only the main thread can limit a call: in another, one that `MAIN_THREAD` does not serve, it has no limit.
    """
    if seconds <= 0:
        raise TimeLimitReached
    if threading.current_thread() is not threading.main_thread():
        return call()
    previous = signal.signal(signal.SIGVTALRM, raise_time_limit)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        return call()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def raise_time_limit(_number: int, _frame: object) -> NoReturn:
    raise TimeLimitReached


class MainThread:
    """The main thread of a process whose work is done by one other thread: it runs what that hands over."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self.is_serving = False

    def serve(self, work: Callable[[], None]) -> None:
        """Run `work` on a thread of its own, and what it hands over here, until it is done."""
        self.is_serving = True
        thread = threading.Thread(target=self.run_to_end, args=[work])
        thread.start()
        while handed := self.calls.get():
            call, future = handed
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001  (raised where it was handed over)
                future.set_exception(error)
        self.is_serving = False
        thread.join()

    def run_to_end(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self.calls.put(None)

    def run(self, call: Callable[[], Result]) -> Result:
        """Return what `call` returns there; where no main thread serves, or this is it, call it here."""
        if not self.is_serving or threading.current_thread() is threading.main_thread():
            return call()
        future: Future[Result] = Future()
        self.calls.put((call, future))
        return future.result()


MAIN_THREAD = MainThread()
