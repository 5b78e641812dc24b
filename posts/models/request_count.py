"""How often something was asked for lately, counted by all processes and machines together."""

from typing import ClassVar

from django.db import models


class RequestCount(models.Model):
    """The times of the requests that count together."""

    reader_visible = False  # changing it ends no stored page

    # A hash of what they have in common: neither mail nor network address is stored.
    key = models.CharField(max_length=64, unique=True)
    times = models.JSONField(default=list)  # seconds since 1970, the oldest first
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.key
