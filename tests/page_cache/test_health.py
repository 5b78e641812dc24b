"""The health check is asked in a thread of its own, and what it says is never old."""

from threading import Event

import pytest
from django.db import DatabaseError

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
        probe.thread.join(5)


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


@pytest.mark.django_db
def test_the_database_is_asked(monkeypatch):
    monkeypatch.setattr(health, "close_old_connections", lambda: None)
    assert check_database() == OK

    def fail():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", fail)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    assert check_database() == HealthReport(503, "database unreachable")
