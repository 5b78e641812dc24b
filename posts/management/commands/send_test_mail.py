"""`manage.py send_test_mail ADDRESS`: sends a mail at once, and says what is set and what failed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import CommandError

from posts.mail.delivery import deliver_now
from posts.management.site_command import SiteCommand
from posts.models import get_site


class Command(SiteCommand):
    help = "Send a test mail, and say how mail is set up and what failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *, address: str, **options: Any) -> None:
        self.stdout.write(describe_mail_settings())
        message = EmailMessage(
            f"Test mail from {get_site().name}", "If you can read this, mail works.", to=[address]
        )
        try:
            deliver_now(message)
        except Exception as error:  # the command's purpose is to show any of them
            raise CommandError(f"The mail was not sent: {type(error).__name__}: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"The mail to {address} was handed over."))


def describe_mail_settings() -> str:
    """Return lines that name the mail server, the encryption and the sender, but no password."""
    if not settings.MAIL_DELIVERY_BACKEND.endswith("smtp.EmailBackend"):
        kind = settings.MAIL_DELIVERY_BACKEND.split(".")[-2]
        return f"EMAIL_URL names no mail server: mails go to {kind!r}.\nFrom: {settings.DEFAULT_FROM_EMAIL}"
    tls = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else "no encryption"
    user = settings.EMAIL_HOST_USER or "no name"
    return (
        f"Server: {settings.EMAIL_HOST}:{settings.EMAIL_PORT}, {tls}, as {user}\n"
        f"From: {settings.DEFAULT_FROM_EMAIL}"
    )
