"""The front counts what it answers itself, for /metrics."""

import pytest

from posts.monitoring import metrics
from posts.page_cache import front as front_module
from posts.page_cache.health import HealthProbe, HealthReport
from posts.page_cache.measured_front import MeasuredFront
from posts.page_cache.request_body import RequestError
from tests.page_cache.front.conftest import Protocol, make_scope
from tests.support.event_loops import run_loop
from tests.support.metrics import counting

__all__ = ["counting"]


class StoredPages:
    """A page store of one page, at /stored/."""

    size, pages = 5000, {"one": "page"}


@pytest.fixture
def measured_front(counting, monkeypatch):
    """A front whose store has the page /stored/, and that answers every other with "made"."""
    monkeypatch.setattr(front_module, "HealthProbe", lambda: HealthProbe(lambda: HealthReport(200, "ok")))

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/full/":
            raise RequestError(503, "full")
        start_response("200 OK", [])
        return [b"made"]

    front = MeasuredFront(application)
    monkeypatch.setattr(front.store, "pages", StoredPages())
    monkeypatch.setattr(
        front_module.Front,
        "send_stored_page",
        lambda self, key, scope, headers, protocol: scope.path == "/stored/",
    )
    monkeypatch.setattr(type(front.store), "__call__", lambda self, *call: application(*call))
    return front


def visit(front, *paths):
    async def visit_all():
        for path in paths:
            await front.__rsgi__(make_scope(path=path), Protocol())

    with run_loop() as runner:
        front.__rsgi_init__(runner.get_loop())
        try:
            runner.run(visit_all())
            return metrics.read_measurements()
        finally:
            front.__rsgi_del__(runner.get_loop())


def test_the_front_counts_what_it_answers_itself(measured_front):
    measured = visit(measured_front, "/stored/", "/stored/", "/livez", "/made/", "/full/")
    counted = {labels: count for labels, count in measured.requests.items() if count}
    # What was made is counted by the middleware, which knows what it was for.
    assert counted == {("stored", "2xx"): 2, ("health", "2xx"): 1, ("refused", "5xx"): 1}
    assert measured.gauges == {"front_requests": 0, "store_bytes": 5000, "store_pages": 1}


def test_requests_that_are_being_made_are_seen_meanwhile(measured_front, monkeypatch):
    seen = []
    monkeypatch.setattr(
        type(measured_front.store),
        "__call__",
        lambda self, environ, start_response: (
            seen.append(metrics.read_measurements().gauges["front_requests"]),
            start_response("200 OK", []),
            [b""],
        )[-1],
    )
    visit(measured_front, "/made/")
    assert seen == [1]
