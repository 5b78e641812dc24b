"""The steps of a post on its way: what each button does, from where, and who may press it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts import permissions
from posts.models import Post, PostState, Revision, RevisionKind
from posts.models.state import STATE_TIMESTAMPS

# What readers see, or will without anybody's doing.
PUBLIC_STATES = frozenset({PostState.SCHEDULED, PostState.LIVE})
REVISION_KIND_BY_STATE = {
    PostState.REVIEW: RevisionKind.SUBMITTED,
    PostState.SCHEDULED: RevisionKind.SCHEDULED,
    PostState.LIVE: RevisionKind.PUBLISHED,
    PostState.ARCHIVED: RevisionKind.ARCHIVED,
    PostState.TRASHED: RevisionKind.TRASHED,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """A button that saves a post and moves it; `name` is the button's."""

    name: str
    label: Any
    success_message: Any
    from_states: frozenset[PostState]
    timestamp: str = ""

    @property
    def publishes(self) -> bool:
        return self.timestamp == "published_at"

    def apply(self, post: Post) -> None:
        """Move `post`, which holds the time that was typed for it."""
        # Published now, a post keeps a date in the past; scheduled, one in the future.
        moment = post.published_at if self.publishes else None
        if self.name in EARLIER_DATE_INDEXES:
            dates = find_live_dates(post)
            moment = dates[EARLIER_DATE_INDEXES[self.name]] if dates else None
        elif self.name == "_publish" and moment and moment > timezone.now():
            moment = None
        post.set_state(self.timestamp, moment)


# Which of the dates under which a post was live, the last one first, it gets back.
EARLIER_DATE_INDEXES = {"_again": 0, "_first": -1}
# Of a post that was never saved.
NEW_POST_TRANSITIONS = frozenset({"_publish", "_schedule", "_submit"})
# In the order of the buttons: what was live before is less likely to be news.
TRANSITIONS = (
    Transition(
        "_again",
        _("Publish again, dated %s"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_first",
        _("Publish dated %s, as at first"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_publish",
        _("Publish now"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_schedule",
        _("Schedule"),
        _("“%s” is scheduled."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_submit",
        _("Submit for review"),
        _("“%s” waits for review."),
        frozenset({PostState.DRAFT}),
        "submitted_at",
    ),
    Transition(
        "_withdraw",
        _("Back to draft"),
        _("“%s” is a draft again."),
        frozenset({PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
    ),
    Transition(
        "_restore",
        _("Take out again"),
        _("“%s” is a draft again."),
        frozenset({PostState.ARCHIVED, PostState.TRASHED}),
    ),
    Transition(
        "_archive",
        pgettext_lazy("what to do", "Archive"),
        _("“%s” is in the archive, where only those who write see it."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
        "archived_at",
    ),
    Transition(
        "_bin",
        _("Put into the bin"),
        _("“%s” is in the bin."),
        frozenset(PostState) - {PostState.TRASHED},
        "binned_at",
    ),
)


@dataclass(frozen=True, slots=True)
class TransitionOutcome:
    """What became of a post at a save: where it stood `before`, and what was wrong as it was to go out.

    `wish` is the time of publication that was asked for and not granted.
    """

    state_before: PostState
    errors: tuple[object, ...] = ()
    requested_date: datetime | None = None
    transition_name: str = ""

    def is_blocked(self, post: Post) -> bool:
        return bool(self.errors) and post.state not in PUBLIC_STATES


def get_requested_transition(data: Mapping[str, str]) -> Transition | None:
    """Return the step whose button was pressed, with the errors named to whoever pressed it or not yet."""
    return next(
        (step for step in TRANSITIONS if step.name in data or data.get("_despite") == step.name), None
    )


def can_apply_transition(user: permissions.AnyUser, post: Post, step: Transition) -> bool:
    if step.publishes:
        return permissions.can_publish(user)
    if step.name == "_bin":
        return permissions.can_delete_post(user, post)
    return post.pk is None or permissions.can_change_post(user, post)


def list_transitions(user: permissions.AnyUser, post: Post | None) -> list[Transition]:
    """Return the steps that `user` may take with `post`; None is one that was never saved."""
    if post is None:
        steps = (step for step in TRANSITIONS if step.name in NEW_POST_TRANSITIONS)
        post = Post()
    else:
        steps = (step for step in TRANSITIONS if post.state in step.from_states)
    may_publish = permissions.can_publish(user)
    open_steps = [
        step
        for step in steps
        # Who may publish has nobody to submit to.
        if can_apply_transition(user, post, step) and not (may_publish and step.name == "_submit")
    ]
    return list(label_with_earlier_dates(open_steps, post))


def label_with_earlier_dates(steps: Sequence[Transition], post: Post) -> Iterator[Transition]:
    """Yield `steps`, those of publishing again only where `post` was live before, with their dates."""
    dates = find_live_dates(post) if any(step.name in EARLIER_DATE_INDEXES for step in steps) else []
    for step in steps:
        if step.name not in EARLIER_DATE_INDEXES:
            yield step
        elif dates and (step.name == "_again" or dates[0] != dates[-1]):
            date = timezone.localtime(dates[EARLIER_DATE_INDEXES[step.name]])
            yield replace(step, label=step.label % date_format(date, "Y-m-d H:i"))


def find_live_dates(post: Post) -> list[datetime]:
    """Return the dates under which `post` was live, the last one first, as far as its history knows."""
    dates, until = [], timezone.now()
    revisions = Revision.objects.filter(post=post.pk).order_by("-version")
    for recorded_at, text in revisions.values_list("created_at", "snapshot__published_at"):
        date = parse_datetime(text) if text else None
        # What was scheduled has been live if it was left alone until then.
        if date and date <= until:
            dates.append(date)
        until = recorded_at
    return dates


def get_state_timestamps(post: Post) -> dict[str, datetime | None]:
    return {name: getattr(post, name) for name in STATE_TIMESTAMPS}


def get_state_from_timestamps(moments: Mapping[str, datetime | None]) -> PostState:
    """Return the state of a post with these `moments`."""
    return Post(**moments).state


def becomes_public(before: PostState, after: PostState) -> bool:
    """Whether readers get to see what they did not, or sooner than they would have."""
    return after in PUBLIC_STATES and before is not after and before is not PostState.LIVE
