"""How EMAIL_URL is read."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import parse_mail_address


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtps://mail.example.org:2465", 2465, False, True),
    ],
)
def test_smtps_is_tls_from_the_first_byte(address, port, starttls, tls):
    values = parse_mail_address(address)
    assert (values["EMAIL_PORT"], values["EMAIL_USE_TLS"], values["EMAIL_USE_SSL"]) == (port, starttls, tls)
    assert values["EMAIL_TIMEOUT"] == 10


def test_a_password_keeps_its_characters():
    values = parse_mail_address("smtps://me%40example.org:a+b%2Fc@mail.example.org")
    assert (values["EMAIL_HOST_USER"], values["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "a+b/c")


@pytest.mark.parametrize(
    "address", ["mail.example.org", "smtp://", "http://u:hunter2@h", "smtps://u:hunter2@h:port", "smtp://h/x"]
)
def test_what_cannot_be_read_is_refused_without_the_password(address):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be like") as error:
        parse_mail_address(address)
    assert "hunter2" not in str(error.value)
