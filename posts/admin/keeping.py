"""What was typed and not saved yet: kept as it is typed, offered to whoever comes back."""

from django.contrib import admin


class KeepingAdmin(admin.ModelAdmin):
    """Keeps what stands in open windows."""
