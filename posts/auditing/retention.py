"""Clears what has been in the audit log for long enough."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from posts.models import AuditEntry


def clear_old_audit_entries(days: int | None = None) -> int:
    """Delete entries older than `days`, by default AUDIT_LOG_DAYS; return how many. 0 keeps all."""
    days = settings.AUDIT_LOG_DAYS if days is None else days
    if not days:
        return 0
    old = AuditEntry.objects.filter(created_at__lt=timezone.now() - timedelta(days=days))
    count, _ = old.delete()
    return count
