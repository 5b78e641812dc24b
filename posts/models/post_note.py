"""Notes on a post, from those who write and those who publish it: why it was submitted, or sent back."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.models.post import Post
from posts.models.querysets import PostQuerySet

MAX_NOTE_LENGTH = 2000  # characters


class NoteKind(models.TextChoices):
    """What its author did when the note was written. The values are stored."""

    SUBMITTED = "submitted", pgettext_lazy("note", "submitted for review")
    RETURNED = "returned", pgettext_lazy("note", "sent back")
    PUBLISHED = "published", pgettext_lazy("note", "published")
    NOTE = "note", pgettext_lazy("note", "wrote")


class PostNote(models.Model):
    """One step of a review, and what was said with it, which may be nothing."""

    reader_visible = False  # changing it ends no stored page

    post = models.ForeignKey(Post, models.CASCADE, related_name="notes", verbose_name=_("post"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    # Of NoteKind, but not as `choices`: a new kind would need a migration.
    kind = models.CharField(max_length=20)
    text = models.TextField(_("note"), max_length=MAX_NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text or self.kind_label

    @property
    def kind_label(self) -> str:
        """What was done, in the language of the interface; the stored value where that is not known."""
        return str(dict(NoteKind.choices).get(self.kind, self.kind))


def annotate_last_note(posts: PostQuerySet) -> PostQuerySet:
    """Return `posts` with kind and text of their last note as `note_kind` and `note_text`, else None."""
    newest = PostNote.objects.filter(post=OuterRef("pk")).order_by("-created_at", "-pk")
    columns = {f"note_{name}": Subquery(newest.values(name)[:1]) for name in ("kind", "text")}
    return cast(PostQuerySet, posts.annotate(**columns))
