"""Say what is wrong with the site, and what mends it."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.management import BaseCommand
from django.utils.translation import override

from posts.maintenance.doctor import diagnose_site
from posts.maintenance.versions import describe_version


class Command(BaseCommand):
    help = (
        "Say what is wrong with the site, and what mends it. The exit status is 1 if something must be done."
    )
    requires_system_checks = ()  # they are among what is told

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            diagnosis = diagnose_site()
        self.stdout.write(describe_version())
        for message in diagnosis.errors:
            self.tell(self.style.ERROR("Error  "), message)
        for message in diagnosis.warnings:
            self.tell(self.style.WARNING("Warning"), message)
        if not (diagnosis.errors or diagnosis.warnings):
            self.stdout.write(self.style.SUCCESS("All is well."))
        if diagnosis.errors:
            raise SystemExit(1)

    def tell(self, word: str, message: CheckMessage) -> None:
        """Write what is wrong, and in the next line what mends it."""
        self.stdout.write(f"{word} {' '.join(str(message.msg).split())}")
        if message.hint:
            self.stdout.write(f"        {' '.join(str(message.hint).split())}")
