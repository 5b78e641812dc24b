"""Browsers by name, and mails about new ones."""

import pytest
from django.core import mail
from django.test import Client

from posts.accounts.devices import COOKIE, describe_browser
from tests.support.accounts import create_user, sign_in_by_password

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 "
    "Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (f"{CHROME} Edg/142.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 "
            "Mobile Safari/537.36 MicroMessenger/8.0.50",
            "WeChat · Android",
        ),
        ("curl/8.5.0", "curl"),
        ("", ""),
        ("something else", ""),
    ],
)
def test_browsers_are_called_as_people_call_them(user_agent, name):
    assert describe_browser(user_agent) == name


def test_a_new_device_is_told_of_once(client, wang):
    for _ in range(2):
        sign_in_by_password(client)
        client.post("/accounts/logout/")
    [message] = mail.outbox
    assert message.to == ["wang@example.org"]
    assert message.subject == "Transmission: A new device has signed in"
    assert "account “wang” at Transmission" in message.body
    assert "http://testserver/accounts/" in message.body
    sign_in_by_password(Client())
    assert len(mail.outbox) == 2


def test_each_user_of_a_browser_is_known_for_themselves(client, wang):
    create_user("two", email="two@example.org")
    for name in ("wang", "two", "wang"):
        sign_in_by_password(client, name)
        client.post("/accounts/logout/")
    assert [message.to[0] for message in mail.outbox] == ["wang@example.org", "two@example.org"]


@pytest.mark.parametrize("value", ["1.2.3", "", "x:y:z", "é"])
def test_a_made_up_cookie_makes_no_browser_known(client, wang, value):
    client.cookies[COOKIE] = value
    assert sign_in_by_password(client).status_code == 302
    assert len(mail.outbox) == 1


def test_who_has_no_address_gets_no_mail(client, db):
    create_user(email="")
    sign_in_by_password(client)
    assert mail.outbox == []
