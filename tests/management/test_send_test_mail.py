"""`send_test_mail` says what is set and what failed."""

import pytest
from django.core.management import CommandError, call_command

from tests.support.mail_server import run_mail_server

pytestmark = pytest.mark.enable_socket


def use_server(settings, address):
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = address
    settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 0.3


def test_the_mail_is_sent_at_once(settings, capsys):
    with run_mail_server() as server:
        use_server(settings, server.server_address)
        call_command("send_test_mail", "b@example.org")
    assert "To: b@example.org" in server.received[0]
    assert "no encryption" in capsys.readouterr().out


def test_a_silent_server_is_named_with_what_failed(settings, capsys):
    with run_mail_server(silent=True) as server:
        use_server(settings, server.server_address)
        with pytest.raises(CommandError, match=r"not sent: .*imed ?out"):
            call_command("send_test_mail", "b@example.org")
    assert f"Server: 127.0.0.1:{server.server_address[1]}" in capsys.readouterr().out
