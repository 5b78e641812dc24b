"""The settings of the site, and its navigation: one screen, for Owners."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from posts.models import SiteSettings, permissions


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """The only row, for whoever may change it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_change_site_settings(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
