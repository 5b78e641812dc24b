"""Import jobs: an uploaded archive of posts, what would become of each, and what became of it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportStatus(models.TextChoices):
    """How far an import job is. The values are stored."""

    UPLOADING = "uploading", _("uploading")
    CHECKING = "checking", _("checking")
    READY = "ready", _("ready to import")
    IMPORTING = "importing", _("importing")
    DONE = "done", pgettext_lazy("import", "imported")
    UNDOING = "undoing", _("undoing")
    UNDONE = "undone", _("undone")


# A task works on these.
RUNNING_STATUSES = (ImportStatus.CHECKING, ImportStatus.IMPORTING, ImportStatus.UNDOING)
# Only their folders of files are needed no more.
FINISHED_STATUSES = (ImportStatus.DONE, ImportStatus.UNDONE)


class ImportOutcome(models.TextChoices):
    """What becomes of a file. The values are those of `exchange.importing`, and stored."""

    CREATED = "created", pgettext_lazy("import", "created")
    UPDATED = "updated", pgettext_lazy("import", "updated")
    UNCHANGED = "unchanged", pgettext_lazy("import", "unchanged")
    SKIPPED = "skipped", pgettext_lazy("import", "skipped")
    FAILED = "failed", pgettext_lazy("import", "failed")


class ImportJob(models.Model):
    """One archive, from its upload to the report of its import."""

    reader_visible = False  # changing it ends no stored page

    # Names its folder of files.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    # When anything of it last changed: while a task runs, its sign of life.
    updated_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("size"), default=0)  # bytes
    # Milliseconds since 1970, as browsers tell it: with name and size it tells a file chosen again.
    file_modified = models.BigIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)  # bytes, from the beginning
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADING
    )
    # Why the task ended before its end; "" while there is no reason.
    error = models.TextField(blank=True)
    as_drafts = models.BooleanField(default=False)
    # Whether posts with errors are published all the same.
    publishes_errors = models.BooleanField(default=False)
    # Whether the old site is asked for files that an export names and does not hold.
    fetches_media = models.BooleanField(default=False)
    # Whether posts of notebooks come without what their code put out.
    omits_outputs = models.BooleanField(default=False)
    # What the task is at: a text, and how much of how much.
    step = models.CharField(max_length=20, blank=True)
    step_done = models.PositiveIntegerField(default=0)
    step_total = models.PositiveIntegerField(default=0)
    # The machine whose task works on it; "" where none does.
    machine = models.CharField(max_length=255, blank=True)
    # Summaries of the dry run and of the import, as `ImportSummary` has them.
    plan = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        default_permissions: ClassVar = ()
        permissions: ClassVar = [("import_posts", "Can import posts")]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["created_by"], condition=Q(status="uploading"), name="one_upload_a_user"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("admin:posts_importjob_change", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether a task works on it, or is going to."""
        return self.status in RUNNING_STATUSES and not self.error

    @property
    def summary(self) -> dict[str, Any]:
        """The newest summary: of the import, else of the dry run."""
        summary: dict[str, Any] = self.report or self.plan
        return summary


class ImportJobItem(models.Model):
    """A post in an archive: what would become of it, what became of it, and what it was before."""

    reader_visible = False  # changing it ends no stored page

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="items")
    origin = models.CharField(max_length=500)  # that of its `ImportRecord`
    title = models.CharField(max_length=200)
    # In the dry run: what it would become, and notes on it.
    planned = models.CharField(max_length=10, choices=ImportOutcome, blank=True)
    notes = models.JSONField(default=list)
    is_selected = models.BooleanField(default=True)
    outcome = models.CharField(max_length=10, choices=ImportOutcome, blank=True)
    message = models.TextField(blank=True)
    post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="+")
    # The post and its import record before the import; empty for a post that was created.
    before = models.JSONField(default=dict)
    # Of the post after the import: tells whether it was edited since.
    post_digest = models.CharField(max_length=64, blank=True)
    undone = models.CharField(
        max_length=10,
        blank=True,
        choices=[
            ("trashed", _("moved to trash")),
            ("restored", _("restored")),
            ("kept", pgettext_lazy("import", "kept")),
        ],
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ()
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        constraints: ClassVar = [models.UniqueConstraint("job", "origin", name="one_item_an_origin")]

    def __str__(self) -> str:
        return self.title
