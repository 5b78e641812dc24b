"""Signing in, and where it leads."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.support.accounts import (
    LOGIN,
    PASSWORD,
    create_user,
    is_signed_in,
    read_errors,
    sign_in_by_password,
)

DASHBOARD = "/admin/"


def test_a_password_leads_to_the_dashboard(client, wang):
    response = sign_in_by_password(client)
    assert response.url == DASHBOARD
    assert client.get(DASHBOARD).status_code == 200


def test_signing_in_says_nothing_on_the_next_page(client, wang):
    sign_in_by_password(client)
    assert not [*client.get(DASHBOARD).context["messages"]]


@pytest.mark.parametrize(("name", "password"), [("wang", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)])
def test_wrong_names_wrong_passwords_and_disabled_accounts_look_the_same(client, wang, name, password):
    create_user("gone", is_active=False)
    response = sign_in_by_password(client, name, password)
    assert read_errors(response) == ["The username or the password is wrong."]
    assert not is_signed_in(client)


@pytest.mark.parametrize("door", [LOGIN, "/admin/login/"])
@pytest.mark.parametrize(
    ("target", "end"),
    [
        ("/admin/posts/post/", "/admin/posts/post/"),
        ("https://evil.example/", DASHBOARD),
        ("//evil.example/", DASHBOARD),
        ("/\\evil.example", DASHBOARD),
        ("http://localhost/admin/", DASHBOARD),  # allowed as a host, but it is not this one
        ("javascript:alert(1)", DASHBOARD),
        ("", DASHBOARD),
    ],
)
def test_signing_in_leads_back_to_this_site_only(client, wang, door, target, end):
    page = client.get(door, {"next": target}, follow=True)
    response = sign_in_by_password(client, next=page.context["redirect_field_value"] or "")
    assert response.url == end


def test_the_old_login_page_leads_to_the_new_one_and_on(client, wang):
    response = client.get("/admin/login/?next=/admin/posts/post/")
    assert response.url == f"{LOGIN}?next=%2Fadmin%2Fposts%2Fpost%2F"
    sign_in_by_password(client)
    assert client.get("/admin/login/?next=/admin/posts/post/").url == "/admin/posts/post/"


def test_a_program_that_sends_the_old_form_is_let_in(client, wang):
    data = {"username": "wang", "password": PASSWORD}
    response = client.post("/admin/login/?next=/admin/posts/tag/", data, follow=True)
    assert response.redirect_chain[0][1] == 307
    assert response.request["PATH_INFO"] == "/admin/posts/tag/"


def test_who_is_no_staff_comes_to_their_account_and_is_told_in_the_admin(client, db):
    create_user("reader", staff=False)
    assert sign_in_by_password(client, "reader").url == reverse("mfa_index")
    response = client.get(DASHBOARD, follow=True)
    assert response.status_code == 403
    assert "You are signed in as reader, who may not use the admin." in response.content.decode()


def test_nobody_can_sign_up(client, db):
    data = {"username": "intruder", "password1": PASSWORD, "email": "i@example.org"}
    assert "Sign-up is closed" in client.post("/accounts/signup/", data).content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["", "login/", "signup/", "password/reset/", "sessions/", "logout/"])
def test_no_page_of_an_account_is_stored(wang_client, path):
    for visitor in (Client(), wang_client):
        response = visitor.get(f"/accounts/{path}")
        assert response.status_code == 302 or "no-store" in response["Cache-Control"]


def test_pages_for_readers_have_no_session(client, make_post):
    response = client.get(make_post().get_absolute_url())
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_fifth_wrong_password_locks_the_door(client, wang, lockout):
    answers = [sign_in_by_password(client, password="wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    response = sign_in_by_password(client)
    assert response.status_code == 429
    assert "Too many failed attempts" in response.content.decode()
    assert not is_signed_in(client)


def test_what_was_typed_is_not_kept_by_the_lockout(client, wang, lockout):
    sign_in_by_password(client, password="my other password")
    assert "my other password" not in AccessAttempt.objects.get().post_data


@pytest.mark.parametrize(("header", "address"), [("203.0.113.9", "203.0.113.9"), ("nonsense", "127.0.0.1")])
def test_the_address_of_a_session_is_that_of_the_header(client, wang, settings, header, address):
    settings.CLIENT_ADDRESS_META_KEY = "HTTP_X_REAL_IP"
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    client.post(LOGIN, {"login": "wang", "password": PASSWORD}, headers={"X-Real-IP": header})
    assert wang.usersession_set.get().ip == address
