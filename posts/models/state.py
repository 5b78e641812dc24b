"""Whether a post is read by all, by those who write, or by nobody: one moment tells."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    """Where a post stands."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    ARCHIVED = "archived", _("archived")
    TRASHED = "binned", _("in the bin")


# What takes a post off the desk, and the state it is then in.
STATE_BY_TIMESTAMP = {
    "submitted_at": PostState.REVIEW,
    "archived_at": PostState.ARCHIVED,
    "binned_at": PostState.TRASHED,
}
STATE_TIMESTAMPS = ("published_at", *STATE_BY_TIMESTAMP)


def at_most_one_set() -> Q:
    """Return the condition that no two of the moments are set."""
    empty = {f"{moment}__isnull": True for moment in STATE_TIMESTAMPS}
    alone = [
        Q(**{name: True for name in empty if name != f"{moment}__isnull"}) for moment in STATE_TIMESTAMPS
    ]
    condition = Q(**empty)
    for one in alone:
        condition |= one
    return condition


class HasState(models.Model):
    """What is published, or is going to be.

    Four moments, of which at most one is set, tell its state: `published_at`
    in the past is live and in the future scheduled; submitted for review, put
    into the archive or into the bin it is seen by those who write; with none
    of them it is a draft.
    """

    published_at = models.DateTimeField(
        _("publication"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft. In the future: scheduled. In the past: live."),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    binned_at = models.DateTimeField(_("put into the bin"), null=True, editable=False)

    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    # What became of the last try to publish it; whoever tried sets it.
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
            (state for moment, state in STATE_BY_TIMESTAMP.items() if getattr(self, moment)), PostState.DRAFT
        )

    @property
    def is_live(self) -> bool:
        return self.state is PostState.LIVE

    @property
    def was_updated(self) -> bool:
        """Whether it changed on a later day, by the site's clock, than the one it was published on."""
        if self.published_at is None:
            return False
        return timezone.localdate(self.updated_at) > timezone.localdate(self.published_at)

    @property
    def state_since(self) -> datetime:
        """When it came to stand where it stands: the moment of its state, or the last change of a draft."""
        return next(filter(None, (getattr(self, moment) for moment in STATE_TIMESTAMPS)), self.updated_at)

    def set_state(self, moment: str = "", at: object = None) -> None:
        """Set `moment`, one of the four, to `at` (None is now) and the others to null; "" makes a draft."""
        for name in STATE_TIMESTAMPS:
            setattr(self, name, (at or timezone.now()) if name == moment else None)
