"""Let in who has lost their phone, keys and recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management import CommandError, CommandParser
from django.db import transaction

from posts.accounts.notifications import send_notice
from posts.accounts.second_factor import remove_second_factors
from posts.accounts.sessions import end_sessions
from posts.management.site_command import SiteCommand


class Command(SiteCommand):
    help = "Remove a user's second factors (authenticator app, passkeys, recovery codes); end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the username")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user “{name}”.")
        with transaction.atomic():
            removed = remove_second_factors(user)
            end_sessions(user)
        if not removed:
            self.stdout.write(f"{name} has no second factor. All sessions were ended.")
            return
        send_notice(user, "factors_removed")
        self.stdout.write(f"Removed from {name}: {', '.join(removed)}. All sessions were ended.")
