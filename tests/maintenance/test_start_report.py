"""What a server logs at its start."""

import pytest
from django.db import OperationalError

from posts.maintenance import start_report


@pytest.fixture
def report(monkeypatch, caplog, db):
    """Return a function that reports a start with these missing parts, and gives the lines of the log."""
    monkeypatch.setattr(start_report.connections, "close_all", lambda: None)

    def make_report(missing):
        monkeypatch.setattr(start_report, "find_missing_parts", lambda: missing)
        start_report.report_start()
        return [record.getMessage() for record in caplog.records]

    return make_report


def test_an_upgrade_without_migrate_is_one_line_that_says_what_to_run(report):
    lines = report({"migrations": "2 not applied", "tables": "missing: posts_x"})
    assert lines == [
        "The site is not ready: migrations: 2 not applied. Pages may fail. Run: manage.py upgrade"
    ]


def test_other_parts_lead_to_doctor(report):
    (line,) = report({"redis": "unreachable (ConnectionError)"})
    assert line.endswith("manage.py doctor says what to do.")


def test_a_misspelled_setting_is_told_with_the_right_one(report, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOST", "example.org")
    assert report({}) == ["ALLOWED_HOST is not a setting, and has no effect. Did you mean ALLOWED_HOSTS?"]


def test_where_nothing_is_wrong_nothing_is_said(report):
    assert report({}) == []


def test_a_database_that_goes_away_meanwhile_stops_no_start(report, monkeypatch):
    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(start_report, "find_misspelled_settings", fail)
    assert report({}) == ["What is missing could not be found out."]
