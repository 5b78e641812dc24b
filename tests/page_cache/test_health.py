"""The health check is asked in a thread of its own, and what it says is never old."""

import time
from threading import Event

import pytest
from django.db import DatabaseError

from posts.database.breaker import ConnectionBreaker
from posts.page_cache import health
from posts.page_cache.health import HealthProbe, HealthReport, check_database

OK = HealthReport(200, "ok")


@pytest.fixture
def run_probe(monkeypatch):
    """Return a function that starts a probe of a check, once in each hundredth of a second."""
    monkeypatch.setattr(health, "PROBE_SECONDS", 0.01)
    probes = []

    def run_probe(check):
        probes.append(HealthProbe(check))
        probes[-1].start()
        return probes[-1]

    yield run_probe
    for probe in probes:
        probe.stop()
        for thread in (probe.thread, probe.watch_thread):
            thread.join(5)


def test_before_the_first_check_the_site_is_starting():
    assert HealthProbe(lambda: OK).get_report() == health.STARTING


def test_each_check_replaces_the_report(run_probe):
    checks, third = iter([OK, HealthReport(503, "no")]), Event()

    def check():
        report = next(checks, None)
        if report is None:
            third.set()
        return report or OK

    probe = run_probe(check)
    assert third.wait(5)
    assert probe.get_report() in {OK, HealthReport(503, "no")}


def test_a_check_that_does_not_come_back_is_a_failed_one(run_probe, monkeypatch):
    end, begun = Event(), Event()

    def hang():
        begun.set()
        end.wait(5)
        return OK

    probe = run_probe(hang)
    assert begun.wait(5)
    now = health.monotonic()
    monkeypatch.setattr(health, "monotonic", lambda: now + health.STALE_SECONDS + 1)
    assert probe.get_report() == health.STALE
    end.set()


def test_a_check_that_fails_in_an_unknown_way_does_not_end_the_probe(run_probe):
    answers, second = iter([ValueError()]), Event()

    def check():
        for error in answers:
            raise error
        second.set()
        return OK

    run_probe(check)
    assert second.wait(5)


@pytest.fixture
def breaker(monkeypatch):
    """A breaker of the tests' own, and a watch that looks at once."""
    breaker = ConnectionBreaker()
    monkeypatch.setattr(health, "breaker", breaker)
    monkeypatch.setattr(health, "WATCH_SECONDS", 0.01)
    return breaker


def await_true(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_check_that_hangs_opens_the_breaker_until_one_succeeds(run_probe, breaker, monkeypatch):
    monkeypatch.setattr(health, "HANG_SECONDS", 0.05)
    end, reports = Event(), iter([HealthReport(503, "broken off"), OK])

    def hang():
        report = next(reports, OK)
        if report is not OK:
            assert end.wait(5)
        return report

    run_probe(hang)
    await_true(lambda: breaker.is_open)
    end.set()
    await_true(lambda: not breaker.is_open)


def test_a_database_that_refuses_at_once_leaves_the_breaker_closed(run_probe, breaker):
    probe = run_probe(lambda: HealthReport(503, "no"))
    await_true(lambda: probe.get_report().status == 503)
    assert not probe.is_hanging()
    assert not breaker.is_open


def test_a_stopped_probe_leaves_the_breaker_closed(run_probe, breaker):
    probe = run_probe(lambda: OK)
    probe.has_hung = True
    probe.stop()
    probe.watch_thread.join(5)
    assert not breaker.is_open


@pytest.mark.django_db
def test_the_database_is_asked(monkeypatch):
    monkeypatch.setattr(health, "close_old_connections", lambda: None)
    assert check_database() == OK

    def fail():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", fail)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    assert check_database() == HealthReport(503, "database unreachable")
