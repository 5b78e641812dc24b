"""Redirects from old addresses."""

from django.contrib import admin
from django.http import HttpRequest

from posts.admin.deletions import AuditedDeletionsMixin
from posts.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(AuditedDeletionsMixin):
    """View and delete only: redirects are made when a slug changes, never typed."""

    list_display = ("path", "target")
    list_select_related = Redirect.TARGET_FIELDS
    search_fields = ("path", "post__title", "category__name", "tag__name", "series__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return False
