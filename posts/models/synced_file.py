"""What a folder and the site had in common when they were synchronised last."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class SyncedFile(models.Model):
    """A post in a folder that follows the site, and the text that both had at last.

    It outlives its post: a file whose post is gone must not come back as a new one.
    """

    reader_visible = False  # changing it ends no stored page

    # Resolved path of the folder on this machine, and that of the file below it.
    folder = models.CharField(max_length=500)
    path = models.CharField(max_length=500)
    uid = models.UUIDField()
    # The whole file: what both sides began with, for the merge of what they made of it.
    document = models.TextField(blank=True)
    # Digest of a file whose text waits in the writing room to be merged; "" for none.
    conflict_digest = models.CharField(max_length=64, blank=True)
    # Whether the site wrote the file, and no commit has it yet.
    awaits_commit = models.BooleanField(default=False)
    synced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folder", "uid"], name="one_file_a_folder_and_post"),
        ]

    def __str__(self) -> str:
        return self.path
