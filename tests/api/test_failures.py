"""What programs get where a request is refused, or fails, is JSON as well."""

import json
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client

from posts.api import dispatch
from posts.page_cache.refusals import build_refusal
from posts.page_cache.request_body import RequestError

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(("error", "status"), [(ValueError("secret"), 500), (OperationalError("away"), 503)])
def test_a_failure_is_json(db, monkeypatch, error, status):
    monkeypatch.setattr(dispatch, "run_operation", Mock(side_effect=error))
    answer = Client(raise_request_exception=False).get("/api/v1/posts/")
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (status, PROBLEM, status)
    assert "secret" not in answer.text
    assert answer.has_header("Retry-After") is (status == 503)


def test_what_no_address_takes_is_json(client, db):
    for path in ("/api/", "/api/v1/nothing/", "/api/v2/", "/api/v1/posts/none/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    for path in ("/api/v1/posts/", "/api/v1/openapi.json", "/api/v1/tags/x/"):
        answer = client.put(path)
        assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
        assert "GET" in answer["Allow"]


def test_a_host_that_is_not_ours_is_told_so_in_json(client, db, settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    answer = client.get("/api/v1/posts/", headers={"host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert client.get("/", headers={"host": "evil.example"})["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("status", [400, 408, 413, 415, 503])
def test_what_the_front_refuses_is_json(status):
    refusal = build_refusal(RequestError(status, "No."), "/api/v1/pictures/")
    headers = dict(refusal.headers)
    assert (refusal.status, headers["Content-Type"]) == (status, PROBLEM)
    assert json.loads(refusal.body)["status"] == status
    assert ("Retry-After" in headers) is (status == 503)
    assert "json" not in dict(build_refusal(RequestError(status, "No."), "/admin/").headers)["Content-Type"]
