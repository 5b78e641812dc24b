"""Checks of backups: there is one, it is not old, and the last try did not fail."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.exchange.backup import get_last_backup

BACKUP_HINT = "manage.py backup /var/backups/transmission --keep 14"


def report_backup() -> Iterator[CheckMessage]:
    """Find a site without a recent backup."""
    last, limit = get_last_backup(), timedelta(days=settings.BACKUP_REMINDER_DAYS)
    if not limit:  # who makes backups in another way has turned the reminder off
        return
    if last.succeeded_at is None:
        yield CheckWarning(_("There is no backup."), hint=BACKUP_HINT, id="site.backup")
    elif (age := timezone.now() - last.succeeded_at) >= limit:
        text = _("The last backup is %(days)s days old.") % {"days": age.days}
        yield CheckWarning(text, hint=BACKUP_HINT, id="site.backup")
    if last.failed_at:
        text = _("A backup failed: %(reason)s") % {"reason": last.reason}
        yield CheckWarning(text, hint=BACKUP_HINT, id="site.backup")
