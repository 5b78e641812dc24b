"""Counting as on a site with METRICS_TOKEN, in files of a test's own."""

import pytest

from posts.monitoring import metrics
from posts.monitoring.metrics import Meter

TOKEN = "a-token-of-twenty-characters"  # noqa: S105


@pytest.fixture
def counting(settings, tmp_path, monkeypatch):
    """Have this process count, in files of its own."""
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, tmp_path
    settings.MIDDLEWARE = ["posts.views.metrics.MetricsMiddleware", *settings.MIDDLEWARE]
    meter = Meter()
    monkeypatch.setattr(metrics, "meter", meter)
    yield meter
    meter.close()
