"""Records of the log that are cut down."""

import logging
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

DOWN = OperationalError('connection to server at "db" failed: Connection refused\n\tIs it running?')


@pytest.fixture
def failing_client(caplog):
    """A client of a site whose pages fail with the error that is patched in; what is logged, is caught."""
    caplog.set_level(logging.WARNING)
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "level", "has_traceback"),
    [(DOWN, "WARNING", False), (DOWN, "DEBUG", True), (ZeroDivisionError(), "WARNING", True)],
)
def test_an_outage_takes_one_line_a_request_and_a_fault_its_traceback(
    failing_client, caplog, error, level, has_traceback
):
    caplog.set_level(level)
    with patch("posts.views.lists.HomeView.get", side_effect=error):
        failing_client.get("/")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert bool(record.exc_info) is has_traceback
    if not has_traceback:
        reason = 'OperationalError: connection to server at "db" failed: Connection refused'
        assert record.getMessage() == f"Service Unavailable: / ({reason})"
