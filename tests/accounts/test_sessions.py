"""Sessions: listed, and ended."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from posts.accounts.sessions import end_sessions
from tests.support.accounts import create_user, is_signed_in, sign_in_by_password

SESSIONS = "/accounts/sessions/"


@pytest.fixture
def phone(wang):
    """Another device on which Wang is signed in."""
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit Version/18.0 Mobile Safari/604"})
    sign_in_by_password(phone)
    return phone


def test_all_devices_are_listed_this_one_first(wang_client, phone):
    sessions = wang_client.get(SESSIONS).context["sessions"]
    assert [(session.browser, session.is_current) for session in sessions] == [
        ("", True),
        ("Safari · iPhone", False),
    ]


def test_one_session_is_ended(wang_client, phone):
    record = wang_client.get(SESSIONS).context["sessions"][1].record
    wang_client.post(SESSIONS, {"session": record.pk})
    assert phone.get("/admin/").status_code == 302
    assert wang_client.get("/admin/").status_code == 200


def test_all_others_are_ended(wang_client, phone):
    wang_client.post(SESSIONS, {"others": ""})
    assert phone.get("/admin/").status_code == 302
    assert wang_client.get("/admin/").status_code == 200


def test_all_are_ended_everywhere(wang_client, phone):
    assert wang_client.post(SESSIONS, {"everywhere": ""}).url == reverse("account_login")
    assert phone.get("/admin/").status_code == 302
    assert wang_client.get("/admin/").status_code == 302
    assert not is_signed_in(wang_client)


@pytest.mark.parametrize("key", ["0", "x", "-1", "99999999999999999999", "²"])
def test_a_session_that_is_not_there_is_not_found(wang_client, key):
    assert wang_client.post(SESSIONS, {"session": key}).status_code == 404


def test_nobody_ends_the_session_of_another(wang_client):
    other = Client()
    sign_in_by_password(other, create_user("other").username)
    record = other.get(SESSIONS).context["sessions"][0].record
    assert wang_client.post(SESSIONS, {"session": record.pk}).status_code == 404
    assert other.get("/admin/").status_code == 200


def test_a_session_begun_before_sessions_were_listed_is_listed_and_ended(wang):
    old, older = Client(), Client()
    for client in (old, older):
        client.force_login(wang)
    wang.usersession_set.all().delete()
    assert [session.is_current for session in old.get(SESSIONS).context["sessions"]] == [True]
    end_sessions(wang, keep=old.session.session_key)
    assert old.get("/admin/").status_code == 200
    assert older.get("/admin/").status_code == 302


def test_only_the_sessions_of_the_user_are_ended(wang, wang_client):
    other = Client()
    other.force_login(create_user("other"))
    end_sessions(wang)
    assert Session.objects.count() == 1


def test_sessions_are_written_when_signing_in_and_not_with_each_page(wang_client):
    wang_client.get("/admin/")
    before = wang_client.get(SESSIONS).context["sessions"][0].record.last_seen_at
    wang_client.get("/admin/")
    assert wang_client.get(SESSIONS).context["sessions"][0].record.last_seen_at == before
