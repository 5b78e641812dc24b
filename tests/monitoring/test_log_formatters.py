"""Records of the log: one line each, with what is known, and nothing that passes for another record."""

import json
import logging
import re
import sys

import pytest
from django.test import Client, RequestFactory

from posts.monitoring.log_formatters import JsonFormatter, LineFormatter
from posts.monitoring.request_context import REQUEST_ID_HEADER, current_request, use_request
from tests.support.demo_site import ROOT

FILTER = ROOT / "docs" / "deploy" / "fail2ban-filter.conf"
LOGGER = "posts.accounts.lockout_handler"
# What fail2ban makes of <HOST>, in short.
HOST = r"(?P<host>[0-9A-Fa-f:.]+)"


def make_record(message, *args, name="posts.test", exc_info=None, **extra):
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, exc_info)
    record.created = 1_800_000_000.25
    vars(record).update(extra)
    return record


def test_a_line_has_the_time_with_its_offset_in_the_zone_of_the_site():
    line = LineFormatter().format(make_record("%s left", 3))
    assert line == "2027-01-15T16:00:00.250+08:00 WARNING posts.test: 3 left"


def test_a_json_line_says_what_is_known_of_the_request(db, editor):
    request = RequestFactory().get("/", headers={REQUEST_ID_HEADER: "abcdef0123456789"})
    with use_request(request):
        request._cached_user = editor
        line = JsonFormatter().format(make_record("“%s”", "王", status_code=404))
    assert json.loads(line) == {
        "time": "2027-01-15T16:00:00.250+08:00",
        "level": "WARNING",
        "logger": "posts.test",
        "message": "“王”",
        "request_id": "abcdef0123456789",
        "user_id": editor.pk,
        "status": 404,
    }
    assert "王" in line


def test_a_record_without_a_request_names_none():
    assert json.loads(JsonFormatter().format(make_record("begun"))).keys() == {
        "time",
        "level",
        "logger",
        "message",
    }


def test_who_sent_a_request_is_not_asked_for_to_log_something(django_assert_num_queries, client, editor):
    client.force_login(editor)
    request = RequestFactory().get("/")
    with use_request(request), django_assert_num_queries(0):
        assert "user_id" not in JsonFormatter().format(make_record("x"))


HOSTILE = [
    f"a\n2027-01-15T16:00:00.250+08:00 WARNING {LOGGER}: Failed sign-in from 1.2.3.4 as b",
    'a"}\n{"level": "WARNING"}',
    "\r\x1b[2K\x85\u2028\u2029\x0b\x0c\x1c\x7f",
    "\ud83d\x00",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
def test_no_message_looks_like_two_records(text, formatter):
    record = formatter.format(make_record("said %s", text)).encode().decode()
    assert all(line.startswith("    ") for line in record.splitlines()[1:])
    if isinstance(formatter, JsonFormatter):
        assert len(record.splitlines()) == 1
        assert json.loads(record)["message"] == f"said {text}"


@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
def test_no_traceback_looks_like_another_record(formatter):
    try:
        raise ValueError(HOSTILE[0])
    except ValueError:
        record = formatter.format(make_record("failed", exc_info=sys.exc_info(), stack_info="Stack:\nx"))
    assert "ValueError" in record
    if isinstance(formatter, JsonFormatter):
        assert len(record.splitlines()) == 1
    else:
        assert all(line.startswith("    ") for line in record.splitlines()[1:])


# Ids of requests --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", ["4bf92f3577b34da6a3ce929d0e0e4736", "Root=1-67891233-abcdef012345678912345678"]
)
def test_an_id_that_a_proxy_sends_is_taken_and_sent_back(client, db, sent):
    assert client.get("/search/", headers={REQUEST_ID_HEADER: sent})[REQUEST_ID_HEADER] == sent


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 129, "a b c d e f g", 'abcdefgh"}', "abcdefgh\ttab", "王小明王小明王小明"]
)
def test_another_id_is_replaced_by_one_of_ours(sent):
    request = RequestFactory().get("/", headers={REQUEST_ID_HEADER: sent})
    with use_request(request) as request_id:
        assert re.fullmatch("[0-9a-f]{32}", request_id)
        assert current_request.get() is request
    assert current_request.get() is None


def test_a_page_that_was_not_found_is_logged_with_the_id_of_its_request(client, db, caplog):
    response = client.get("/nothing/")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert json.loads(JsonFormatter().format(record))["request_id"] == response[REQUEST_ID_HEADER]


def test_a_record_of_the_admin_has_the_user_who_asked(editor_client, editor, caplog):
    editor_client.get("/admin/posts/post/1/history/")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert json.loads(JsonFormatter().format(record))["user_id"] == editor.pk


# fail2ban ---------------------------------------------------------------------------------


def read_filter():
    """Return the pattern that finds a date, and those that find a failure, as fail2ban reads them."""
    text = re.sub(r"\n[ \t]+", "\n\t", FILTER.read_text())
    options = dict(re.findall(r"^(\w+) *= *((?:.*)(?:\n\t.*)*)", text, re.M))
    failures = [line.strip().replace("<HOST>", HOST) for line in options["failregex"].split("\n\t")]
    return r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", [
        re.compile(line) for line in failures if line
    ]


def find_host(line):
    """Return the address that fail2ban would ban for `line`; None if it is no failure."""
    date, patterns = read_filter()
    rest = re.sub(date, "", line, count=1)  # fail2ban cuts the date out
    return next((match["host"] for pattern in patterns if (match := pattern.search(rest))), None)


NAMES = ["wang", *HOSTILE[:2], 'x", "message": "Failed sign-in from 1.2.3.4 as y', ""]


@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
@pytest.mark.parametrize("name", NAMES)
def test_fail2ban_finds_the_address_of_a_failure_and_no_other(name, formatter, db, caplog, settings):
    settings.AXES_ENABLED = settings.LOG_FAILED_LOGINS = True
    Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", {"login": name or " ", "password": "wrong"})
    lines = [line for record in caplog.records for line in formatter.format(record).splitlines()]
    found = {find_host(line) for line in lines} - {None}
    assert found <= {"203.0.113.7"}
    assert found or not name


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
@pytest.mark.parametrize("name", ["django.request", LOGGER])
def test_fail2ban_takes_nothing_else_for_a_failure(text, formatter, name):
    record = formatter.format(make_record("Not Found: %s", text, name=name))
    assert {find_host(line) for line in record.splitlines()} == {None}
