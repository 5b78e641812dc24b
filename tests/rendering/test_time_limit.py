"""Limits of processor time."""

import re
import signal
import threading

import pytest

from posts.rendering.time_limit import MainThread, TimeLimitReached, call_within


def never_end():
    re.match("(a|aa)+$", "a" * 200 + "b")


def test_what_is_quick_returns_and_leaves_no_timer():
    before = signal.getsignal(signal.SIGVTALRM)
    assert call_within(5, lambda: 7) == 7
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_a_regular_expression_is_ended():
    with pytest.raises(TimeLimitReached):
        call_within(0.01, never_end)


def test_without_time_nothing_is_called():
    with pytest.raises(TimeLimitReached):
        call_within(0, lambda: pytest.fail("called"))


def test_the_main_thread_runs_what_a_thread_hands_over():
    main, seen = MainThread(), []

    def work():
        seen.append(main.run(threading.current_thread))
        for call in (lambda: call_within(0.01, never_end), lambda: 1 / 0):
            with pytest.raises((TimeLimitReached, ZeroDivisionError)) as caught:
                main.run(call)
            seen.append(caught.type)

    main.serve(work)
    assert seen == [threading.main_thread(), TimeLimitReached, ZeroDivisionError]


def test_it_returns_where_the_work_fails(monkeypatch):
    main, errors = MainThread(), []
    monkeypatch.setattr(threading, "excepthook", lambda args: errors.append(args.exc_type))
    main.serve(lambda: 1 / 0)
    assert errors == [ZeroDivisionError]


def test_without_a_main_thread_that_serves_a_call_is_made_where_it_stands():
    main, seen = MainThread(), []
    thread = threading.Thread(target=lambda: seen.append(main.run(threading.current_thread)))
    thread.start()
    thread.join()
    assert seen == [thread]
