"""Deletions for good, in the audit log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from posts.auditing.entries import record_actions
from posts.models import AuditAction


class AuditedDeletionsMixin(admin.ModelAdmin):
    """Writes what is deleted to the audit log: Django's own log goes with the account of who did it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        record_actions(AuditAction.DELETED, queryset, actor=request.user)
        return super().log_deletions(request, queryset)
