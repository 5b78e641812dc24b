"""The publishing state of a post, told by four timestamps of which at most one is set."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    """The publishing state of a post. Its values are used in URLs and saved filters."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("published")
    ARCHIVED = "archived", _("archived")
    TRASHED = "binned", _("trashed")


# Timestamps other than `published_at`, and the state that each stands for.
STATE_BY_TIMESTAMP = {
    "submitted_at": PostState.REVIEW,
    "archived_at": PostState.ARCHIVED,
    "binned_at": PostState.TRASHED,
}
STATE_TIMESTAMPS = ("published_at", *STATE_BY_TIMESTAMP)


def at_most_one_set() -> Q:
    """Return the condition that no two of the timestamps are set."""
    all_null = {f"{field}__isnull": True for field in STATE_TIMESTAMPS}
    condition = Q(**all_null)
    for field in STATE_TIMESTAMPS:
        condition |= Q(**{name: True for name in all_null if name != f"{field}__isnull"})
    return condition


class HasState(models.Model):
    """Base class of models with a publishing state.

    Four timestamps, of which at most one is set, tell the state. `published_at` in
    the past is live, in the future scheduled. With `submitted_at`, `archived_at` or
    `binned_at` (in review, archived, in the trash) only staff see it; with none of
    them it is a draft.
    """

    published_at = models.DateTimeField(
        _("publication"),
        null=True,
        blank=True,
        help_text=_("Empty for a draft. A future date schedules the post, a past date publishes it."),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    binned_at = models.DateTimeField(_("moved to trash"), null=True, editable=False)

    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    # Result of the last attempt to publish it, set by the admin; not stored.
    publish_outcome: Any = None

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(name="%(class)s_in_one_state", condition=at_most_one_set()),
        ]

    @property
    def state(self) -> PostState:
        if self.published_at is not None:
            return PostState.SCHEDULED if self.published_at > timezone.now() else PostState.LIVE
        return next(
            (state for field, state in STATE_BY_TIMESTAMP.items() if getattr(self, field)), PostState.DRAFT
        )

    @property
    def is_live(self) -> bool:
        return self.state is PostState.LIVE

    @property
    def was_updated(self) -> bool:
        """Whether it was changed after the day of its publication, in the site's time zone."""
        if self.published_at is None:
            return False
        return timezone.localdate(self.updated_at) > timezone.localdate(self.published_at)

    @property
    def state_since(self) -> datetime:
        """Since when it has its state; for a draft, when it was last changed."""
        return next(filter(None, (getattr(self, field) for field in STATE_TIMESTAMPS)), self.updated_at)

    def set_state(self, timestamp: str = "", at: object = None) -> None:
        """Set the field `timestamp` to `at` (by default now), the others to null; "" makes a draft."""
        for name in STATE_TIMESTAMPS:
            setattr(self, name, (at or timezone.now()) if name == timestamp else None)
