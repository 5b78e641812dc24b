"""Drafts: what an editor typed over a post and has not saved, and the history of it.

A post has at most one draft for each editor. Autosave writes it. `seq` counts its changes and tells
old from new, never the clock: a window that has not seen the newest `seq` cannot write the draft, so
what it sends is kept beside it, as an unmerged text in the history.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.post import Post
from posts.models.querysets import LIST_DEFERRED_FIELDS

# The long fields of a post, for `defer()` where a query joins it.
DEFERRED_POST_FIELDS = tuple(f"post__{name}" for name in LIST_DEFERRED_FIELDS)


class TypedText(models.Model):
    """The fields of a form as they were typed into one window."""

    reader_visible = False  # changing it ends no stored page

    # Made up by the browser window that wrote this, and how many times that window had written.
    window = models.UUIDField(default=uuid.uuid4)
    window_seq = models.PositiveIntegerField(default=0)
    # `Post.version` that was typed over.
    base_version = models.PositiveIntegerField(default=0)
    # Raised by each change of the draft.
    seq = models.PositiveIntegerField(default=1)
    # Values as the browser sends them, by the names of the form's fields.
    fields = models.JSONField(default=dict)
    # As typed; a copy of that in `fields`, so that a list need not read these.
    title = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or str(_("Untitled"))


class DraftQuerySet(models.QuerySet["Draft"]):
    def for_editor(self, user: AbstractUser | AnonymousUser) -> "DraftQuerySet":
        """Those of `user`, newest first, without their long texts."""
        return self.filter(editor=user.pk).select_related("post").defer("fields", *DEFERRED_POST_FIELDS)


class Draft(TypedText):
    """What one editor typed over one post and has not saved."""

    # Null after the post is deleted: the draft outlives it.
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="drafts", verbose_name=_("post"))
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("editor")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    # When an Author handed the changes in, for an Editor to apply them; null until then.
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("unsaved changes")
        verbose_name_plural = _("unsaved changes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "editor"], condition=Q(post__isnull=False), name="one_draft_a_post_and_editor"
            )
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the form that opens with this draft."""
        if self.post_id:
            return reverse("admin:posts_post_change", args=[self.post_id])
        return f"{reverse('admin:posts_post_add')}?draft={self.pk}"

    @property
    def token(self) -> str:
        """Names this state of the draft; a form that was filled with it sends it back."""
        return f"{self.pk}.{self.seq}"


class DraftRevision(TypedText):
    """What a draft was before, or what a window typed that had not seen the draft's newest state.

    It outlives the draft and the post, and is thinned.
    """

    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="draft_revisions")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="revisions")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="draft_revisions")
    # Whether it was typed beside the draft, and nobody has merged or discarded it yet.
    is_unmerged = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("earlier unsaved changes")
        verbose_name_plural = _("earlier unsaved changes")
