"""Delete old entries of the audit log."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from posts.auditing.retention import clear_old_audit_entries


class Command(BaseCommand):
    help = "Delete entries of the audit log that are older than AUDIT_LOG_DAYS, or than --days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, help="keep so many days instead of AUDIT_LOG_DAYS")

    def handle(self, *args: Any, days: int | None, **options: Any) -> None:
        if days is not None and days < 1:
            raise CommandError("--days must be at least 1.")
        if not (days or settings.AUDIT_LOG_DAYS):
            self.stdout.write("AUDIT_LOG_DAYS is 0: entries are kept for ever. Nothing was deleted.")
            return
        count = clear_old_audit_entries(days)
        kept = days or settings.AUDIT_LOG_DAYS
        self.stdout.write(f"Deleted {count} entries of the audit log that were older than {kept} days.")
