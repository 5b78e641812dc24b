"""Parts of the site are missing: what goes on does, the rest says so, and forms come back."""

import errno
import re
from threading import Event

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from posts.views import readiness

ERRORS = [
    OperationalError("away"),
    InterfaceError("closed"),
    OSError(errno.ENOSPC, "No space left on device"),
]


@pytest.fixture
def visitor():
    """A client that sees the page of an error instead of the error."""
    return Client(raise_request_exception=False)


@pytest.fixture
def take_database_away(db):
    """Return a function that makes each query raise an error."""

    def fail(error):
        def raise_error(*args):
            raise error

        return connection.execute_wrapper(raise_error)

    return fail


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("path", ["/", "/tags/", "/search/?q=x", "/feeds/rss.xml", "/admin/", "/nothing/"])
def test_without_a_database_a_page_says_so_and_when_to_come_back(
    path, error, visitor, editor, take_database_away
):
    visitor.force_login(editor)
    with take_database_away(error):
        response = visitor.get(path)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    expected = "disk is full" if isinstance(error, OSError) else "cannot be reached just now"
    assert expected in response.text


def test_the_site_heals_by_itself(visitor, db, take_database_away):
    with take_database_away(ERRORS[0]):
        assert visitor.get("/").status_code == 503
    assert visitor.get("/").status_code == 200


def test_a_fault_of_our_own_is_no_missing_part(visitor, db, monkeypatch):
    monkeypatch.setattr("posts.views.lists.HomeView.get_context_data", lambda self: 1 / 0)
    assert visitor.get("/").status_code == 500


def test_any_form_comes_back_whole_without_its_passwords(visitor, editor, take_database_away):
    visitor.force_login(editor)
    data = {"name": '<b>"中"', "description": "one\r\ntwo", "password1": "secret", "keys": ["1", "2"]}
    with take_database_away(ERRORS[0]):
        page = visitor.post(reverse("admin:posts_tag_add"), data).text
    sent = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert ("name", "&lt;b&gt;&quot;中&quot;") in sent
    assert [value for name, value in sent if name == "keys"] == ["1", "2"]
    assert "secret" not in page
    assert "one\r\ntwo" in page
    shown = re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert shown == ["&lt;b&gt;&quot;中&quot;"]


@pytest.mark.parametrize("path", ["/livez", "/healthz", "/readyz"])
def test_health_is_told_whatever_host_and_scheme_are_public(path, client, db, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["example.org"], True
    assert client.get(path, headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_the_process_lives_without_a_database(client, take_database_away):
    with take_database_away(ERRORS[0]):
        assert client.get("/livez").status_code == 200
        assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("name", readiness.PART_CHECKS)
def test_each_missing_part_is_named_without_what_its_driver_says(name, client, db, monkeypatch):
    def fail():
        raise OSError("at secret.example")

    monkeypatch.setitem(readiness.PART_CHECKS, name, fail)
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, f"{name}: unreachable (OSError)\n")


def test_a_missing_table_is_named(client, db, monkeypatch):
    tables = connection.introspection.table_names()
    tables.remove("posts_tag")
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: tables)
    assert "posts_tag" in client.get("/readyz").text


def test_a_redis_that_is_away_is_named(client, db, settings):
    settings.REDIS_URL = "unix:///nowhere.sock"
    assert client.get("/readyz").text.startswith("redis: unreachable")


def test_a_store_that_hangs_is_named_soon_and_asked_once_at_a_time(client, db, monkeypatch):
    end, asked = Event(), []

    def hang(name):
        asked.append(name)
        assert end.wait(10)

    monkeypatch.setattr(readiness, "MEDIA_TIMEOUT", 0.01)
    monkeypatch.setattr(readiness.default_storage, "exists", hang)
    try:
        for _ in range(3):
            assert client.get("/readyz").text == "media: no answer within 0.01 seconds\n"
        assert len(asked) == 1
    finally:
        end.set()
