"""The page of metrics that Prometheus reads, and the middleware that counts what views answer."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.db import Error
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.generic import View
from prometheus_client.core import (
    CollectorRegistry,
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder

from posts.models import BackgroundTask
from posts.monitoring.metrics import Measurements, count_request, read_measurements
from posts.page_cache.health import ping_database
from posts.tasks.queue import has_queue
from posts.tasks.state import get_queue_state
from posts.views.service import HEALTH_VIEWS

METRICS_PATH = "/metrics"
# By names of URLs, in the namespaces `admin` and `posts`.
PREVIEW_PAGES = frozenset({"posts_post_preview"})
SEARCH_PAGES = frozenset({"search", "titles"})
FEED_SUFFIXES = ("rss", "atom", "json_feed")


class MetricsMiddleware:
    """Counts requests that get as far as Django, by what they are for, status and time.

    Answers /metrics itself: at any host name and without a redirect to https, as health is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.metrics_view = MetricsView.as_view()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == METRICS_PATH:
            return self.metrics_view(request)
        begun = perf_counter()
        response = self.get_response(request)
        kind = find_request_kind(request, response.status_code)
        seconds = None if kind == "health" else perf_counter() - begun
        count_request(kind, response.status_code, seconds)
        return response


def find_request_kind(request: HttpRequest, status: int) -> str:
    """Return which of REQUEST_KINDS `request` is, by the URL that it was resolved to."""
    match = request.resolver_match
    if match is None:
        return "health" if request.path_info in HEALTH_VIEWS else "other"
    name = match.url_name or ""
    if "admin" in match.namespaces:
        return "preview" if name in PREVIEW_PAGES else "admin"
    if "posts" not in match.namespaces:
        return "account"
    if status == HTTPStatus.NOT_FOUND and name.startswith("page"):
        return "other"  # any address may be that of a page
    if name.endswith(FEED_SUFFIXES):
        return "feed"
    return "search" if name in SEARCH_PAGES else "media" if name == "media" else "page"


class MetricsView(View):
    """The numbers, for who sends METRICS_TOKEN as a bearer token (RFC 6750)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
            return HttpResponse(
                "Send METRICS_TOKEN as a bearer token.\n",
                status=401,
                content_type="text/plain",
                headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"},
            )
        registry = CollectorRegistry()
        registry.register(SiteCollector())
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return HttpResponse(
            encode(registry), content_type=content_type, headers={"Cache-Control": "no-store"}
        )


class SiteCollector:
    """Collects the metrics of this machine's processes, and of the database."""

    def describe(self) -> list[Metric]:
        """Return nothing: asked for when it is registered, which would collect everything twice."""
        return []

    def collect(self) -> Iterator[Metric]:
        if measured := read_measurements():
            yield from describe_measurements(measured)
        yield from describe_database()


def describe_measurements(measured: Measurements) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "transmission_requests",
        "Answers, by what was asked for and class of status.",
        labels=["kind", "status"],
    )
    for labels, value in measured.requests.items():
        requests.add_metric(labels, value)
    yield requests
    durations = HistogramMetricFamily(
        "transmission_request_seconds", "Time until a view had its answer.", labels=["kind"]
    )
    for kind, histogram in measured.histograms.items():
        if kind != "render":
            durations.add_metric([kind], histogram.buckets, histogram.total_seconds)
    yield durations
    render = measured.histograms["render"]
    yield HistogramMetricFamily(
        "transmission_render_seconds",
        "Time to render a text: when it is saved, and for its preview.",
        buckets=render.buckets,
        sum_value=render.total_seconds,
    )
    sign_ins = CounterMetricFamily("transmission_sign_ins", "Sign-ins, by result.", labels=["result"])
    for result, value in measured.sign_ins.items():
        sign_ins.add_metric([result], value)
    yield sign_ins
    for name, text in GAUGE_TEXTS.items():
        yield GaugeMetricFamily(f"transmission_{name}", text, value=measured.gauges[name])
    yield GaugeMetricFamily(
        "transmission_processes", "Processes that count, on this machine.", value=measured.processes
    )


GAUGE_TEXTS = {
    "front_requests": "Requests that are being answered in a thread, or wait for one.",
    "store_bytes": "Size of the page cache, over all processes.",
    "store_pages": "Pages in the page cache, over all processes.",
}


def describe_database() -> Iterator[Metric]:
    """Yield whether the database answers, and what its queue of tasks holds, where there is one."""
    try:
        tasks = [*describe_tasks()]
    except Error:
        tasks = []
        is_up = False
    else:
        is_up = True
    yield GaugeMetricFamily("transmission_database_up", "1 while the database answers.", value=is_up)
    yield from tasks


def describe_tasks() -> Iterator[Metric]:
    """Yield how many tasks are in which state. Raises what Django raises of a database that is away."""
    if (counted := count_tasks()) is None:
        ping_database()
        return
    counts, oldest_seconds = counted
    tasks = GaugeMetricFamily("transmission_tasks", "Tasks in the queue, by state.", labels=["state"])
    for state, count in counts.items():
        tasks.add_metric([state.lower()], count)
    yield tasks
    yield GaugeMetricFamily(
        "transmission_tasks_oldest_seconds", "How long the oldest task has waited.", value=oldest_seconds
    )


def count_tasks() -> tuple[dict[str, int], float] | None:
    """Return the number of tasks by state, and how long the oldest waits; None without a queue."""
    if not has_queue():
        return None
    counts = dict(BackgroundTask.objects.order_by().values_list("status").annotate(count=Count("pk")))
    oldest = get_queue_state().waiting_since
    return counts, (timezone.now() - oldest).total_seconds() if oldest else 0.0
