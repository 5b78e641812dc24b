"""/metrics: for who has the token, in the format of Prometheus, over all processes."""

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from posts.monitoring import metrics
from posts.monitoring.metrics import Meter, count_request, set_gauges
from posts.views import metrics as metrics_view
from tests.support.accounts import create_user, sign_in_by_password
from tests.support.metrics import TOKEN, counting

__all__ = ["counting"]

REQUESTS = "transmission_requests_total"


def read_samples(client=None, **headers):
    """Return the samples of /metrics by name and values of labels."""
    response = (client or Client()).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})
    assert response.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parse_text(response.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_nobody_reads_them_without_the_token(header, counting, db):
    headers = {} if header is None else {"Authorization": header}
    response = Client().get("/metrics", headers=headers)
    assert response.status_code == 401
    assert b"transmission_" not in response.content
    assert response["WWW-Authenticate"] == "Bearer"


def test_there_is_no_such_page_without_a_token_in_the_settings(db, client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_nothing_is_counted_without_a_token_in_the_settings(settings, tmp_path, monkeypatch):
    settings.METRICS_DIR = tmp_path / "metrics"
    monkeypatch.setattr(metrics, "meter", Meter())
    count_request("page", 200, 0.1)
    assert not settings.METRICS_DIR.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "nothing.example"])
def test_it_answers_at_any_host_and_without_https(host, counting, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert read_samples(Client(HTTP_HOST=host))["transmission_database_up",] == 1


def test_it_speaks_both_formats_and_is_stored_nowhere(counting, db):
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/openmetrics-text; version=1.0.0"}
    response = Client().get("/metrics", headers=headers)
    assert response["Cache-Control"] == "no-store"
    assert "transmission_requests" in {family.name for family in parse_openmetrics(response.content.decode())}


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/", "page", "2xx"),
        ("/search/?q=x", "search", "2xx"),
        ("/feeds/rss.xml", "feed", "2xx"),
        ("/media/nothing.png", "media", "4xx"),
        ("/admin/", "admin", "3xx"),
        ("/accounts/login/", "account", "2xx"),
        ("/nothing/", "other", "4xx"),
        ("/healthz", "health", "2xx"),
    ],
)
@pytest.mark.usefixtures("counting", "db")
def test_requests_are_counted_by_what_they_are_for(path, kind, status, client):
    client.get(path)
    samples = read_samples()
    counted = {key: value for key, value in samples.items() if key[0] == REQUESTS and value}
    assert counted == {(REQUESTS, kind, status): 1}
    if kind != "health":
        assert samples["transmission_request_seconds_count", kind] == 1
        assert samples["transmission_request_seconds_bucket", kind, "+Inf"] == 1


def test_previews_and_renders_are_measured(counting, editor_client):
    editor_client.post("/admin/posts/post/preview/", {"source": "正文"})
    samples = read_samples()
    assert samples["transmission_requests_total", "preview", "2xx"] == 1
    assert samples["transmission_render_seconds_count",] == 1
    assert 0 < samples["transmission_render_seconds_sum",] < 60


def test_sign_ins_are_counted_by_result(counting, db, settings):
    settings.AXES_ENABLED = True
    create_user()
    for number in range(7):
        sign_in_by_password(Client(), password="" if number == 6 else f"wrong{number}")
    sign_in_by_password(Client(REMOTE_ADDR="192.0.2.9"))
    samples = read_samples()
    results = {
        result: samples["transmission_sign_ins_total", result] for result in ("ok", "failed", "locked_out")
    }
    assert results == {"ok": 1, "failed": 5, "locked_out": 1}
    assert User.objects.get().last_login


def test_a_histogram_adds_up_from_bucket_to_bucket(counting):
    for seconds in (0.004, 0.005, 0.03, 99):
        count_request("page", 200, seconds)
    samples = read_samples_of("page")
    assert [value for _limit, value in samples.buckets] == [2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4]
    assert samples.total_seconds == pytest.approx(99.039)


def read_samples_of(name):
    return metrics.read_measurements().histograms[name]


def test_other_processes_are_counted_too(counting, monkeypatch):
    count_request("page", 200, 0.1)
    other = Meter()
    with monkeypatch.context() as patch:
        patch.setattr(metrics, "meter", other)
        count_request("page", 503, 0.1)
        set_gauges(front_requests=3)
    measured = metrics.read_measurements()
    assert measured.requests["page", "2xx"] == measured.requests["page", "5xx"] == 1
    assert (measured.gauges["front_requests"], measured.processes) == (3, 2)
    other.close()
    assert metrics.read_measurements().gauges["front_requests"] == 0


def test_they_are_read_while_the_database_is_away(counting, db, monkeypatch):
    def fail():
        raise OperationalError
        yield

    monkeypatch.setattr(metrics_view, "describe_tasks", fail)
    samples = read_samples()
    assert samples["transmission_database_up",] == 0
    assert samples["transmission_processes",] == 1


def test_the_queue_is_counted_by_state_where_there_is_one(counting, db, monkeypatch):
    monkeypatch.setattr(metrics_view, "count_tasks", lambda: ({"READY": 3, "FAILED": 1}, 12.5))
    samples = read_samples()
    assert samples["transmission_tasks", "ready"] == 3
    assert samples["transmission_tasks", "failed"] == 1
    assert samples["transmission_tasks_oldest_seconds",] == 12.5


def test_where_the_numbers_cannot_be_stored_the_site_goes_on_and_says_so(
    counting, settings, db, client, caplog
):
    settings.METRICS_DIR.rmdir()
    settings.METRICS_DIR.write_text("")
    assert client.get("/search/").status_code == 200
    assert read_samples() == {("transmission_database_up",): 1}
    assert caplog.text.count("Nothing is counted for /metrics") == 1
