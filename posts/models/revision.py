"""Revisions of posts: what each save made of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
