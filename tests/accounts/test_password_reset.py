"""Passwords: reset by mail, changed, and told of."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import connections
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from posts.accounts.request_limits import RESET_MAILS, take_request
from posts.mail.delivery import DeliveryQueue
from posts.models import RequestCount
from tests.support.accounts import (
    PASSWORD,
    add_app,
    create_user,
    is_signed_in,
    read_errors,
    sign_in_by_password,
)
from tests.support.mail_server import run_mail_server

RESET = "/accounts/password/reset/"
NEW_PASSWORD = "quite another horse"  # noqa: S105


def request_reset(client, email="wang@example.org"):
    return client.post(RESET, {"email": email}, follow=True)


def find_link():
    """Return the path of the link in the only mail."""
    [message] = mail.outbox
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def choose_password(client, path, password=NEW_PASSWORD, again=None):
    form = client.get(path, follow=True)
    return client.post(
        form.context["action_url"], {"password1": password, "password2": again or password}, follow=True
    )


def test_a_link_by_mail_sets_a_new_password(client, wang):
    request_reset(client)
    assert mail.outbox[0].to == ["wang@example.org"]
    page = choose_password(client, find_link())
    assert "Password changed" in page.content.decode()
    assert not is_signed_in(client)
    assert sign_in_by_password(client, password=NEW_PASSWORD).status_code == 302


def test_a_link_works_once(client, wang):
    request_reset(client)
    link = find_link()
    choose_password(client, link)
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("link", ["1-abc", "zzzz-abc-def", "1-set-password"])
def test_a_made_up_link_is_refused(client, wang, link):
    page = client.get(f"{RESET}key/{link}/", follow=True)
    assert "This link no longer works" in page.content.decode()


def test_addresses_that_nobody_has_are_answered_the_same(client, wang):
    create_user("gone", email="gone@example.org", is_active=False)
    answers = {
        request_reset(client, email).content
        for email in ("wang@example.org", "no@example.org", "gone@example.org")
    }
    assert len({re.sub(rb"csrf\w+", b"", answer) for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [["wang@example.org"]]


def test_a_mailbox_is_not_flooded_and_the_answer_does_not_say_so(wang):
    answers = set()
    for number in range(12):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        typed = "WANG@example.org" if number % 2 else "wang@example.org"
        response = request_reset(client, typed)
        answers.add((response.status_code, re.sub(rb"csrf\w+", b"", response.content)))
    assert len(answers) == 1
    assert len(mail.outbox) == 5


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_are_counted_together():
    def take(number):
        try:
            return take_request(RESET_MAILS, "wang@example.org")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        taken = [*pool.map(take, range(8))]
    assert taken.count(True) == RESET_MAILS.requests


def test_requests_are_forgotten_an_hour_later(db):
    assert [take_request(RESET_MAILS, "a@b") for _ in range(6)] == [True] * 5 + [False]
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert take_request(RESET_MAILS, "a@b")
        assert take_request(RESET_MAILS, "c@d")
        assert RequestCount.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        take_request(RESET_MAILS, "c@d")
    assert RequestCount.objects.count() == 1


def test_no_address_is_stored_to_count_requests(client, wang):
    request_reset(client)
    assert RequestCount.objects.count() == 2
    assert not {"wang", "127.0.0.1"} & set(re.findall(r"[\w.]+", str(RequestCount.objects.values())))


@pytest.mark.enable_socket
def test_a_mail_server_that_never_answers_holds_nobody(client, wang, settings, caplog, monkeypatch):
    """Who asks for a reset is answered at once; the log names the mail that was given up, not the link."""
    settings.EMAIL_BACKEND = "posts.mail.backend.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.5
    mails = DeliveryQueue(delays=(0,))
    monkeypatch.setattr("posts.mail.backend.delivery_queue", mails)
    with run_mail_server(silent=True) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        with TestCase.captureOnCommitCallbacks(execute=True):
            page = request_reset(client)
        assert mails.waiting.unfinished_tasks == 1
        assert mails.wait(10)
    assert "Check your e-mail" in page.content.decode()
    assert "given up after 1 tries" in caplog.text
    assert "/password/reset/key/" not in caplog.text


@pytest.mark.parametrize("email", ["wang@example.org", "no@example.org"])
def test_one_address_asks_for_so_many_resets_whether_accounts_exist_or_not(client, wang, email):
    answers = [request_reset(client, email) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert "in an hour at most" in answers[-1].content.decode()


@pytest.mark.parametrize("typed", ["WANG@Example.ORG", "wang@example.org "])
def test_addresses_are_found_however_they_were_stored_and_typed(client, db, typed):
    create_user(email="Wang@Example.org")
    request_reset(client, typed)
    assert mail.outbox[0].to[0].lower() == "wang@example.org"


def test_a_letter_that_looks_like_another_gets_no_mail(client, db):
    create_user(email="mike@example.org")
    request_reset(client, "mıke@example.org")
    assert mail.outbox == []


def test_an_author_who_never_signs_in_here_gets_no_mail(client, db):
    User.objects.create_user("imported", "imported@example.org")
    request_reset(client, "imported@example.org")
    assert mail.outbox == []


def test_no_table_of_addresses_is_kept(client, wang):
    request_reset(client)
    assert not wang.emailaddress_set.exists()


def test_a_reset_is_no_way_round_the_second_factor(client, wang):
    add_app(wang)
    request_reset(client)
    choose_password(client, find_link())
    assert sign_in_by_password(client, password=NEW_PASSWORD).url == reverse("mfa_authenticate")


def test_a_reset_ends_all_sessions_and_is_told_of(wang, wang_client):
    mail.outbox.clear()
    other = Client()
    request_reset(other)
    choose_password(other, find_link())
    assert wang_client.get("/admin/").status_code == 302
    assert "Your password was reset" in mail.outbox[-1].subject


def test_a_reset_lifts_the_lockout(client, wang, lockout):
    for _ in range(5):
        sign_in_by_password(client, password="wrong")
    request_reset(client)
    choose_password(client, find_link())
    assert sign_in_by_password(client, password=NEW_PASSWORD).status_code == 302


def test_two_different_passwords_are_refused(client, wang):
    request_reset(client)
    page = choose_password(client, find_link(), again="something else entirely")
    assert read_errors(page) == ["The two passwords are not the same."]


def test_a_weak_password_is_refused(client, wang):
    request_reset(client)
    assert "too short" in read_errors(choose_password(client, find_link(), "abc"))[0]


def test_links_lead_to_the_address_of_the_site(client, wang, settings):
    settings.SITE_URL = "https://example.org"
    request_reset(client)
    assert "https://example.org/accounts/password/reset/key/" in mail.outbox[0].body
    assert "testserver" not in mail.outbox[0].body


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.get(RESET).content.decode()
    assert "Ask whoever runs it" in page
    assert 'name="email"' not in page


def test_a_mail_server_that_fails_stops_nobody(client, wang, settings, caplog):
    settings.EMAIL_BACKEND = "tests.support.accounts.FailingBackend"
    assert request_reset(client).status_code == 200
    assert sign_in_by_password(client).status_code == 302
    assert "could not be sent" in caplog.text


def change_password(client, old=PASSWORD):
    data = {"oldpassword": old, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return client.post(reverse("account_change_password"), data)


def test_a_changed_password_ends_the_other_sessions_and_is_told_of(wang_client):
    other = Client()
    sign_in_by_password(other)
    mail.outbox.clear()
    assert change_password(wang_client).url == reverse("mfa_index")
    assert wang_client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    assert "Your password was changed" in mail.outbox[0].subject
    assert "127.0.0.1" in mail.outbox[0].body


def test_the_present_password_cannot_be_guessed(wang_client, lockout):
    answers = [change_password(wang_client, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
