"""Revisions of posts, and working copies: what an editor typed and has not saved."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.models.draft import DEFERRED_POST_FIELDS
from posts.models.post import Post


class RevisionKind(models.TextChoices):
    """The action that made a revision. The values are stored."""

    CREATED = "created", pgettext_lazy("revision kind", "created")
    SAVED = "saved", _("saved")
    SUBMITTED = "submitted", _("submitted for review")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", pgettext_lazy("revision kind", "published")
    PUBLISHED_WITH_ERRORS = "despite", _("published despite errors")
    WITHDRAWN = "withdrawn", _("reverted to draft")
    ARCHIVED = "archived", pgettext_lazy("revision kind", "archived")
    TRASHED = "binned", _("moved to trash")
    RESTORED = "restored", _("restored")
    IMPORTED = "imported", _("imported")
    CHANGED = "changed", _("changed in bulk")
    EARLIER = "earlier", _("previous state")


class Revision(models.Model):
    """A post as it was after a save: a snapshot of everything an editor can change."""

    reader_visible = False  # changing it ends no stored page

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions", verbose_name=_("post"))
    # `Post.version` at the time of the snapshot.
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("action"), max_length=10, choices=RevisionKind)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("editor")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    snapshot = models.JSONField()
    # Characters added to and removed from the text since the revision before, so that a list of
    # revisions need not read the texts.
    added = models.PositiveIntegerField(default=0, editable=False)
    removed = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering: ClassVar = ["-version", "-pk"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints: ClassVar = [models.UniqueConstraint("post", "version", name="one_revision_a_version")]

    def __str__(self) -> str:
        return f"{self.post} · {self.version}"


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def for_editor(self, user: AbstractUser | AnonymousUser) -> "WorkingCopyQuerySet":
        """Those of `user`, newest first, without their long texts."""
        return self.filter(editor=user.pk).select_related("post").defer("fields", *DEFERRED_POST_FIELDS)


class WorkingCopy(models.Model):
    """What one editor typed in one window and has not saved. Never shown to anybody else."""

    reader_visible = False  # changing it ends no stored page

    # Made up by the browser window.
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    # Null until the post is first saved, and after it is deleted: the copy outlives it.
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="working_copies")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_copies")
    # `Post.version` with which the window was opened; 0 for a new post.
    base_version = models.PositiveIntegerField(default=0)
    # Values as the browser sends them, by the names of the form's fields.
    fields = models.JSONField(default=dict)
    # As typed; a copy of that in `fields`, so that a list need not read these.
    title = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]
        verbose_name = _("autosave")
        verbose_name_plural = _("autosaves")

    def __str__(self) -> str:
        return self.title or str(_("Untitled"))

    def get_absolute_url(self) -> str:
        """Return the URL of the form filled with this copy."""
        page = "change" if self.post_id else "add"
        url = reverse(f"admin:posts_post_{page}", args=[self.post_id] if self.post_id else [])
        return f"{url}?copy={self.uid}"

    @property
    def is_post_deleted(self) -> bool:
        return self.post_id is None and self.base_version > 0
