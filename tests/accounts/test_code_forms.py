"""The second factor when signing in: codes of an app, recovery codes, guesses."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from posts.accounts.code_forms import spend_code
from tests.support.accounts import (
    SECRET,
    confirm_password,
    enter_code,
    is_signed_in,
    make_code,
    read_app_secret,
    read_errors,
    sign_in_by_password,
)

pytestmark = pytest.mark.usefixtures("noon")


def test_a_password_alone_does_not_sign_in(client, recovery_codes):
    assert sign_in_by_password(client).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get("/admin/posts/post/").status_code == 302


def test_a_code_signs_in_and_leads_on(client, recovery_codes):
    sign_in_by_password(client, next="/admin/posts/post/")
    assert enter_code(client, make_code()).url == "/admin/posts/post/"
    assert is_signed_in(client)


def test_a_code_that_was_used_is_refused(client, recovery_codes):
    sign_in_by_password(client)
    enter_code(client, make_code())
    other = Client()
    sign_in_by_password(other)
    response = enter_code(other, make_code())
    assert read_errors(response) == ["This code has been used already. Wait for the next one."]
    assert enter_code(other, make_code(1)).status_code == 302


def test_a_clock_that_is_wrong_is_said(client, recovery_codes):
    sign_in_by_password(client)
    code = make_code(20)
    assert "the clock of your device, or of the server, is wrong" in read_errors(enter_code(client, code))[0]
    assert not is_signed_in(client)


def test_a_code_that_was_told_to_come_later_is_never_accepted(client, recovery_codes):
    sign_in_by_password(client)
    code = make_code(20)
    enter_code(client, code)
    spent = Authenticator.objects.get(type="totp").data["spent"]
    assert len(spent) == 1
    assert "already" in read_errors(enter_code(client, code))[0]


def test_a_recovery_code_signs_in_once(client, recovery_codes):
    sign_in_by_password(client)
    assert enter_code(client, f" {recovery_codes[0][:4]} {recovery_codes[0][4:]}").status_code == 302
    other = Client()
    sign_in_by_password(other)
    assert read_errors(enter_code(other, recovery_codes[0])) == ["This code is wrong."]
    assert enter_code(other, recovery_codes[1]).status_code == 302


def test_codes_cannot_be_guessed(client, recovery_codes, lockout):
    sign_in_by_password(client)
    answers = [enter_code(client, f"{number:06}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert enter_code(client, make_code()).status_code == 429
    assert not is_signed_in(client)


def test_wrong_codes_and_wrong_passwords_are_counted_together(client, recovery_codes, lockout):
    for _ in range(3):
        sign_in_by_password(client, password="wrong")
    sign_in_by_password(client)
    assert enter_code(client, "000000").status_code == 200
    assert enter_code(client, "000000").status_code == 429


def test_adding_an_app_asks_for_the_password_and_for_a_code(wang, wang_client):
    address = reverse("mfa_activate_totp")
    assert wang_client.get(address).url.startswith(reverse("account_reauthenticate"))
    confirm_password(wang_client)
    page = wang_client.get(address)
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert read_errors(wang_client.post(address, {"code": "000000"})) == ["This code is wrong."]
    assert "clock" in read_errors(wang_client.post(address, {"code": make_code(20, secret)}))[0]
    response = wang_client.post(address, {"code": make_code(0, secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert read_app_secret(wang) == secret


def test_the_code_that_added_an_app_does_not_sign_in(wang_client, add_app_by_form):
    secret = add_app_by_form(wang_client)
    other = Client()
    sign_in_by_password(other)
    assert "already" in read_errors(enter_code(other, make_code(0, secret)))[0]
    assert enter_code(other, make_code(1, secret)).status_code == 302


def test_a_change_of_factors_is_told_of_by_mail(wang_client, add_app_by_form):
    mail.outbox.clear()
    add_app_by_form(wang_client)
    wang_client.post(reverse("mfa_deactivate_totp"))
    assert [message.subject for message in mail.outbox] == [
        "Transmission: An authenticator app was added",
        "Transmission: The authenticator app was removed",
    ]
    assert not Authenticator.objects.exists()


def test_a_stolen_table_tells_no_secret(recovery_codes):
    stored = str([factor.data for factor in Authenticator.objects.all()])
    assert SECRET not in stored
    assert not any(code in stored for code in recovery_codes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_code_at_the_same_time_one_is_let_in(recovery_codes):
    app, code = Authenticator.objects.get(type="totp"), make_code()

    def enter(_number):
        try:
            return spend_code(app, code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        verdicts = [*pool.map(enter, range(4))]
    assert sorted(verdict.name for verdict in verdicts) == ["RIGHT", "USED", "USED", "USED"]
