"""Mail goes out by a thread; a server that never answers holds nobody."""

import time

import pytest
from django.core.mail import EmailMessage

from posts.mail.delivery import DeliveryQueue
from tests.support.mail_server import run_mail_server

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def mail_settings(settings):
    def apply(server, timeout=5):
        settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = timeout
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    return apply


def make_message(subject="Hello"):
    return EmailMessage(subject, "https://example.org/secret-link", "a@example.org", ["b@example.org"])


def test_a_message_reaches_the_server(mail_settings):
    with run_mail_server() as server:
        mail_settings(server)
        mails = DeliveryQueue()
        assert mails.put(make_message())
        assert mails.wait(5)
    assert "Subject: Hello" in server.received[0]


def test_a_server_that_never_answers_holds_neither_the_caller_nor_the_exit(mail_settings, caplog):
    with run_mail_server(silent=True) as server:
        mail_settings(server, timeout=0.4)
        mails = DeliveryQueue(size=2, delays=(0, 0))
        started = time.monotonic()
        taken = [mails.put(make_message(str(number))) for number in range(6)]
        assert time.monotonic() - started < 0.3
        assert taken.count(False) >= 3
        assert not mails.wait(0.05)
        assert mails.wait(5)
    assert "given up after 2 tries" in caplog.text
    assert "was dropped" in caplog.text
    assert "secret-link" not in caplog.text


def test_the_thread_goes_on_after_a_message_that_cannot_be_sent(mail_settings):
    with run_mail_server() as server:
        mail_settings(server)
        mails = DeliveryQueue(delays=(0,))
        mails.put(EmailMessage("Bad\nHeader: x", "", "a@example.org", ["b@example.org"]))
        mails.put(make_message())
        assert mails.wait(5)
    assert len(server.received) == 1
