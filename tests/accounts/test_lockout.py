"""Who is locked out, for how long, and who never is."""

import logging
from collections import Counter
from datetime import timedelta

import pytest
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail
from django.core.signing import get_cookie_signer
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.accounts.devices import COOKIE
from posts.accounts.lockout_handler import LockoutHandler, make_printable
from tests.accounts.test_password_reset import NEW_PASSWORD, choose_password, find_link, request_reset
from tests.support.accounts import (
    LOGIN,
    add_app,
    create_user,
    enter_code,
    is_signed_in,
    make_code,
    sign_in_by_password,
)

LOGGER = "posts.accounts.lockout_handler"

pytestmark = pytest.mark.usefixtures("lockout", "wang")


def guess(count, *, name="wang", address="192.0.2.1", **meta):
    """Enter wrong passwords; a {} in the name or the address is their number. Return the answers."""
    return [
        sign_in_by_password(
            Client(REMOTE_ADDR=address.format(number), **meta), name.format(number), f"wrong{number}"
        ).status_code
        for number in range(count)
    ]


def fail(count, *, name="wang", address="192.0.2.1"):
    """Have failures counted as those of `guess` are, without entering each password."""
    clients = Counter((name.format(number), address.format(number)) for number in range(count))
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=name, ip_address=address, user_agent="", failures_since_start=failures)
        for (name, address), failures in clients.items()
    )


def visit_from(address, client=None):
    """Sign in as Wang from `address`, in a new browser or that of `client`; return the answer."""
    client = client or Client()
    client.defaults["REMOTE_ADDR"] = address
    return sign_in_by_password(client)


@pytest.fixture
def old_browser():
    """A browser in which Wang has signed in before."""
    client = Client(REMOTE_ADDR="198.51.100.9")
    sign_in_by_password(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    return client


def let_pass(**time):
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**time))


def test_failures_are_made_up_as_they_are_counted():
    rows = AccessAttempt.objects.values_list("username", "ip_address", "user_agent", "failures_since_start")
    guess(3, address="198.51.100.1")
    guess(2, name="name{}")
    counted = sorted(rows)
    AccessAttempt.objects.all().delete()
    fail(3, address="198.51.100.1")
    fail(2, name="name{}")
    assert sorted(rows) == counted


def test_the_limits_are_those_of_our_handler():
    assert type(AxesProxyHandler.get_implementation()) is LockoutHandler


def test_many_names_from_one_address_lock_the_address():
    assert guess(30, name="name{}") == [200] * 29 + [429]
    assert visit_from("192.0.2.1").status_code == 429
    assert visit_from("192.0.2.2").status_code == 302


def test_an_ipv6_network_is_one_address():
    assert guess(5, address="2001:db8:1:2::{}")[-1] == 429
    assert visit_from("2001:db8:1:2:ffff::1").status_code == 429
    assert visit_from("2001:db8:1:3::1").status_code == 302


def test_many_addresses_for_one_name_lock_the_name():
    assert guess(30, address="192.0.2.{}") == [200] * 29 + [429]
    create_user("other")
    assert visit_from("198.51.100.1").status_code == 429
    assert sign_in_by_password(Client(REMOTE_ADDR="198.51.100.1"), "other").status_code == 302


def test_names_that_nobody_has_are_locked_the_same():
    assert guess(30, name="nobody", address="192.0.2.{}") == [200] * 29 + [429]


@pytest.mark.parametrize("agent", ["known", "", "x"])
def test_another_user_agent_makes_no_other_client(agent):
    assert guess(3)[-1] == 200
    assert guess(2, HTTP_USER_AGENT=agent)[-1] == 429


@pytest.mark.parametrize(
    "attack", [{"address": "192.0.2.{}"}, {"name": "n{}", "address": "198.51.100.9"}, {}]
)
def test_a_browser_that_signed_in_before_is_let_in_whatever_others_try(old_browser, attack):
    fail(30, **attack)
    guess(5, address="198.51.100.9", HTTP_USER_AGENT="known")
    assert visit_from("198.51.100.9", old_browser).status_code == 302


def test_a_browser_is_known_for_its_own_users_only(old_browser):
    create_user("other")
    fail(30, name="other", address="192.0.2.{}")
    assert sign_in_by_password(old_browser, "other").status_code == 429


@pytest.mark.parametrize("sign", [str, get_cookie_signer(salt="other").sign], ids=["plain", "other salt"])
def test_a_made_up_cookie_helps_nobody(sign, wang):
    fail(30, address="192.0.2.{}")
    client = Client()
    client.cookies[COOKIE] = sign(str(wang.pk))
    assert visit_from("198.51.100.1", client).status_code == 429


def test_a_known_browser_guesses_five_times_from_wherever_it_is(old_browser):
    answers = []
    for number in range(5):
        old_browser.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        answers.append(sign_in_by_password(old_browser, password="wrong").status_code)
    assert answers == [200, 200, 200, 200, 429]
    assert visit_from("192.0.2.99", old_browser).status_code == 429
    assert visit_from("192.0.2.99").status_code == 302


def test_a_lockout_ends_an_hour_later_whatever_was_tried_meanwhile():
    fail(30, address="192.0.2.{}")
    let_pass(minutes=30)
    assert visit_from("198.51.100.1").status_code == 429
    guess(5, address="198.51.100.{}")
    let_pass(minutes=30, seconds=1)
    assert visit_from("198.51.100.1").status_code == 302


@pytest.mark.parametrize(("passed", "minutes"), [(0, 60), (20, 40), (59, 1)])
def test_the_answer_says_when_to_try_again(passed, minutes):
    fail(5)
    let_pass(minutes=passed)
    response = visit_from("192.0.2.1")
    assert minutes * 60 - 30 < int(response["Retry-After"]) <= minutes * 60
    assert "no-store" in response["Cache-Control"]
    expected = "Try again in one minute." if minutes == 1 else f"Try again in {minutes} minutes."
    assert expected in response.content.decode()


@pytest.mark.parametrize(
    ("accepted", "site_language", "text"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", "en", "请在 60 分钟后再试。"),
        ("zh-TW", "en", "请在 60 分钟后再试。"),
        ("en-GB", "zh-hans", "Try again in 60 minutes."),
        ("de", "en", "Try again in 60 minutes."),
        ("de", "zh-hans", "请在 60 分钟后再试。"),
    ],
)
def test_the_answer_speaks_the_language_that_the_browser_asks_for(settings, accepted, site_language, text):
    settings.LANGUAGE_CODE = site_language
    fail(5)
    client = Client(REMOTE_ADDR="192.0.2.1", HTTP_ACCEPT_LANGUAGE=accepted)
    response = sign_in_by_password(client)
    page = response.content.decode()
    assert text in page
    assert f'lang="{"zh-hans" if "请" in text else "en"}' in page
    assert "Accept-Language" in response["Vary"]
    # And only this answer: the next page is the site's again.
    assert ("登录" if site_language == "zh-hans" else "Sign in") in client.get(LOGIN).content.decode()


def test_it_is_said_when_enough_failures_are_forgotten_not_all():
    fail(10, address="192.0.2.{}")
    let_pass(minutes=50)
    fail(20, address="203.0.113.{}")
    assert int(visit_from("198.51.100.1")["Retry-After"]) <= 600


def test_the_network_is_named_as_the_reason_where_it_is():
    fail(30, name="name{}")
    page = visit_from("192.0.2.1").content.decode()
    assert "came from your network" in page
    assert "lifts the block" not in page


def test_a_reset_lets_its_browser_in_even_while_guessing_goes_on(client):
    fail(30, address="192.0.2.{}")
    request_reset(client)
    choose_password(client, find_link())
    fail(30, address="203.0.113.{}")
    assert sign_in_by_password(client, password=NEW_PASSWORD).status_code == 302
    assert sign_in_by_password(Client(), password=NEW_PASSWORD).status_code == 429


def test_a_reset_still_asks_for_the_second_factor_and_counts_wrong_codes(client, wang):
    add_app(wang)
    request_reset(client)
    choose_password(client, find_link())
    sign_in_by_password(client, password=NEW_PASSWORD)
    assert [enter_code(client, "000000").status_code for _ in range(5)][-1] == 429
    assert enter_code(client, make_code()).status_code == 429


def test_codes_guessed_from_many_addresses_are_counted_by_name(wang):
    add_app(wang)
    answers = []
    for number in range(30):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in_by_password(client)
        answers.append(enter_code(client, "000000").status_code)
    assert answers == [200] * 29 + [429]


def test_a_failure_is_one_line_of_the_log_with_name_and_address_where_that_is_wanted(caplog, settings):
    settings.LOG_FAILED_LOGINS = True
    with caplog.at_level(logging.WARNING):
        guess(6, HTTP_USER_AGENT="x")
    lines = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert lines == ["Failed sign-in from 192.0.2.1 as wang"] * 5 + ["Refused sign-in from 192.0.2.1 as wang"]
    assert "wrong" not in caplog.text


def test_else_the_line_has_neither_name_nor_address(caplog):
    guess(6)
    lines = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert lines == ["Failed sign-in"] * 5 + ["Refused sign-in"]


@pytest.mark.parametrize(
    ("name", "logged"),
    [
        ("a\nFailed sign-in from 203.0.113.1 as b", "a?Failed sign-in from 203.0.113.1 as b"),
        ("\x1b[31mred\x7f\x85\u2028", "?[31mred???"),
        ("\u202eabc", "?abc"),
        ("王小明 é", "王小明 é"),
        ("x" * 1000, "x" * 150),
        ("", "-"),
    ],
)
def test_no_name_breaks_the_log(name, logged):
    assert make_printable(name) == logged


def test_a_name_with_a_line_break_is_one_line(client, caplog, settings):
    settings.LOG_FAILED_LOGINS = True
    client.post(LOGIN, {"login": "a\r\nb\x1b", "password": "wrong"})
    [line] = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert line == "Failed sign-in from 127.0.0.1 as a??b?"


def test_signing_in_and_failing_to_do_not_end_what_is_stored(
    monkeypatch, client, django_capture_on_commit_callbacks
):
    changes = []
    monkeypatch.setattr("posts.page_cache.invalidation.invalidate_pages", changes.append)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in_by_password(client, password="wrong")
        sign_in_by_password(client)
        client.post(reverse("account_logout"))
    assert User.objects.get().last_login
    assert changes == []
    with django_capture_on_commit_callbacks(execute=True):
        User.objects.update(first_name="Wang")
    assert len(changes) == 1
    assert mail.outbox


def test_a_failure_asks_the_database_the_same_number_of_times_under_attack():
    counts = []
    for number, address in enumerate(("198.51.100.{}", "203.0.113.{}")):
        with CaptureQueriesContext(connection) as queries:
            assert guess(1, address=address) == [200]
        counts.append(len(queries))
        fail(27 * (1 - number), address="192.0.2.{}")
    assert counts[0] == counts[1]
