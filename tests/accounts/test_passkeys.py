"""Where passkeys work, and what is said where they do not."""

import pytest
from django.test import RequestFactory

from posts.accounts.passkeys import build_localhost_url, find_passkey_obstacle
from tests.support.accounts import confirm_password, is_signed_in, sign_in_by_password


def make_request(host, *, secure=False):
    return RequestFactory().get("/accounts/login/?next=/admin/", headers={"host": host}, secure=secure)


@pytest.fixture(autouse=True)
def all_hosts(settings):
    settings.ALLOWED_HOSTS = ["*"]


@pytest.mark.parametrize(
    ("host", "secure", "obstacle"),
    [
        ("localhost:8000", False, ""),
        ("LOCALHOST", False, ""),
        ("blog.localhost:8000", False, ""),
        ("example.org", True, ""),
        ("example.org", False, "insecure"),
        ("127.0.0.1:8000", False, "address"),
        ("[::1]:8000", False, "address"),
        ("192.0.2.7", True, "address"),
    ],
)
def test_passkeys_need_a_name_and_https(host, secure, obstacle):
    assert find_passkey_obstacle(make_request(host, secure=secure)) == obstacle


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/accounts/login/?next=/admin/"),
        ("[::1]:8000", "http://localhost:8000/accounts/login/?next=/admin/"),
        ("192.0.2.7:8000", ""),
        ("example.org", ""),
    ],
)
def test_this_machine_is_named_localhost(host, url):
    assert build_localhost_url(make_request(host)) == url


def test_localhost_is_not_named_where_the_site_does_not_answer_to_it(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert build_localhost_url(make_request("127.0.0.1:8000")) == ""


def test_the_login_page_leads_to_localhost(client, db):
    page = client.get("/accounts/login/?next=/admin/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert 'href="http://localhost:8000/accounts/login/?next=/admin/"' in page
    assert "passkey_login" not in page
    assert "passkey_login" in client.get("/accounts/login/", headers={"host": "localhost"}).content.decode()


MADE_UP = [
    "",
    "null",
    "1",
    '"x"',
    "[]",
    "{}",
    "[" * 5000,
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "response": {"userHandle": "!!", "clientDataJSON": 1}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, "response": '
    '{"userHandle": "enp6enp6enp6enp6eg", "clientDataJSON": "e30", "authenticatorData": "AA", '
    '"signature": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, "response": '
    '{"clientDataJSON": "e30", "attestationObject": "oA"}}',
]


@pytest.mark.parametrize("credential", MADE_UP)
def test_a_made_up_passkey_is_refused_everywhere(client, wang, recovery_codes, credential):
    data = {"credential": credential, "name": "x"}
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert client.post("/accounts/2fa/webauthn/login/", data).status_code == 302
    sign_in_by_password(client)
    assert client.post("/accounts/2fa/authenticate/", data).status_code == 200
    assert not is_signed_in(client)
    client.force_login(wang)
    confirm_password(client)
    client.get("/accounts/2fa/webauthn/add/")
    assert client.post("/accounts/2fa/webauthn/add/", data).status_code == 200
    assert client.post("/accounts/2fa/webauthn/reauthenticate/", data).status_code in {200, 302}
    assert not wang.authenticator_set.filter(type="webauthn").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]:8000", "192.0.2.7", "example.org"])
def test_pages_about_passkeys_stand_where_there_are_none(client, wang, host):
    client.force_login(wang)
    confirm_password(client)
    for path in ("", "2fa/webauthn/add/"):
        page = client.get(f"/accounts/{path}", headers={"host": host})
        assert 'id="passkey-notice"' in page.content.decode()
