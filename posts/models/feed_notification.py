"""What the WebSub hub was told last."""

from typing import ClassVar

from django.db import models


class FeedNotification(models.Model):
    """The one row says what feeds had when the hub was told of them for the last time."""

    reader_visible = False  # changing it ends no stored page

    SITE = 1  # the primary key of the row

    # Versions of the newest posts by primary key.
    versions = models.JSONField(default=dict)
    told_at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.told_at}"
