"""Transitions of a post between states: which there are, from which states, and who may apply them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.models import Post, PostState, Revision, RevisionKind, permissions
from posts.models.state import STATE_TIMESTAMPS
from posts.publishing import checks

Timestamps = dict[str, datetime | None]

# What readers see, or will see without anybody's doing.
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
    """A button that saves a post and changes its state; `name` is the button's.

    `timestamp` is the field that is set, of those that make the state; "" for a draft.
    """

    name: str
    label: Any
    success_message: Any
    from_states: frozenset[PostState]
    timestamp: str = ""

    @property
    def publishes(self) -> bool:
        return self.timestamp == "published_at"

    def apply(self, post: Post) -> None:
        """Set the state of `post`, whose `published_at` is the date that was typed; nothing is saved."""
        # Published now, a post keeps a date in the past; scheduled, one in the future.
        date = post.published_at if self.publishes else None
        if self.name == "_update":
            # An emptied date takes the post back, as in any form.
            post.set_state(self.timestamp if date else "", date)
            return
        if self.name in EARLIER_DATE_INDEXES:
            dates = find_live_dates(post)
            date = dates[EARLIER_DATE_INDEXES[self.name]] if dates else None
        elif self.name == "_publish" and date and date > timezone.now():
            date = None
        post.set_state(self.timestamp, date)


# Which of the dates under which a post was live it gets again; the last date is the first of the list.
EARLIER_DATE_INDEXES = {"_again": 0, "_first": -1}
# Of a post that was never saved.
NEW_POST_TRANSITIONS = frozenset({"_publish", "_schedule", "_submit"})
# In the order of the buttons: what was live before is less likely to be news.
TRANSITIONS = (
    Transition(
        "_update",
        _("Update"),
        _("“%s” was updated."),
        PUBLIC_STATES,
        "published_at",
    ),
    Transition(
        "_again",
        _("Publish again with date %s"),
        _("“%s” was published."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_first",
        _("Publish with original date %s"),
        _("“%s” was published."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_publish",
        _("Publish now"),
        _("“%s” was published."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_schedule",
        _("Schedule"),
        _("“%s” was scheduled."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Transition(
        "_submit",
        _("Submit for review"),
        _("“%s” was submitted for review."),
        frozenset({PostState.DRAFT}),
        "submitted_at",
    ),
    Transition(
        "_withdraw",
        _("Revert to draft"),
        _("“%s” is now a draft."),
        frozenset({PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
    ),
    Transition(
        "_restore",
        _("Restore"),
        _("“%s” is now a draft."),
        frozenset({PostState.ARCHIVED, PostState.TRASHED}),
    ),
    Transition(
        "_archive",
        pgettext_lazy("button", "Archive"),
        _("“%s” was archived. Only authors and editors can see it."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
        "archived_at",
    ),
    Transition(
        "_bin",
        _("Move to trash"),
        _("“%s” was moved to the trash."),
        frozenset(PostState) - {PostState.TRASHED},
        "binned_at",
    ),
)


@dataclass(frozen=True, slots=True)
class TransitionOutcome:
    """What a save did to the state of a post: the state before, and the errors of the checks.

    `requested_date` is the date of publication that was asked for, granted or not.
    """

    state_before: PostState
    errors: tuple[object, ...] = ()
    requested_date: datetime | None = None
    transition_name: str = ""

    def is_blocked(self, post: Post) -> bool:
        """Whether errors kept `post` from becoming public."""
        return bool(self.errors) and post.state not in PUBLIC_STATES


def get_requested_transition(data: Mapping[str, str]) -> Transition | None:
    """Return the transition whose button was pressed, by itself or as “publish despite errors”."""
    return next((one for one in TRANSITIONS if one.name in data or data.get("_despite") == one.name), None)


def apply_transition(
    post: Post,
    saved: Timestamps,
    transition: Transition | None,
    user: permissions.AnyUser,
    *,
    despite_errors: bool,
) -> None:
    """Change the state of `post` before it is saved, unless errors block it; set `post.publish_outcome`.

    `saved` are the timestamps as they are in the database. Without a transition, or with one that does
    not start there, the date that was typed decides. Raises PermissionDenied.
    """
    state_before = get_state_from_timestamps(saved)
    if transition and state_before in transition.from_states:
        saved_post = Post(pk=post.pk, author_id=post.author_id, **saved)
        if not can_apply_transition(user, saved_post, transition):
            raise PermissionDenied
        transition.apply(post)
    elif post.published_at:
        post.set_state("published_at", post.published_at)
    errors = checks.find_publish_errors(post) if post.state in PUBLIC_STATES else []
    name = transition.name if transition else "_save"
    post.publish_outcome = TransitionOutcome(state_before, tuple(errors), post.published_at, name)
    if errors and not despite_errors and becomes_public(state_before, post.state):
        for field, date in saved.items():
            setattr(post, field, date)


def get_transition_kind(post: Post) -> RevisionKind | None:
    """Return the kind of the revision that the last change of state makes; None if there was none."""
    outcome, state = post.publish_outcome, post.state
    if outcome.errors and state in PUBLIC_STATES:
        return RevisionKind.PUBLISHED_WITH_ERRORS
    if outcome.state_before is state:
        return None
    if state is PostState.DRAFT:
        was_public = outcome.state_before in {*PUBLIC_STATES, PostState.REVIEW}
        return RevisionKind.WITHDRAWN if was_public else RevisionKind.RESTORED
    return REVISION_KIND_BY_STATE[state]


def can_apply_transition(user: permissions.AnyUser, post: Post, transition: Transition) -> bool:
    if transition.publishes:
        return permissions.can_publish(user)
    if transition.name == "_bin":
        return permissions.can_delete_post(user, post)
    return post.pk is None or permissions.can_change_post(user, post)


def list_transitions(user: permissions.AnyUser, post: Post | None) -> list[Transition]:
    """Return what `user` may do with `post`, in the order of the buttons; None is a post to be added."""
    if post is None:
        possible = (one for one in TRANSITIONS if one.name in NEW_POST_TRANSITIONS)
        post = Post()
    else:
        possible = (one for one in TRANSITIONS if post.state in one.from_states)
    can_publish = permissions.can_publish(user)
    allowed = [
        one
        for one in possible
        # Who may publish has nobody to submit to.
        if can_apply_transition(user, post, one) and not (can_publish and one.name == "_submit")
    ]
    return list(label_with_earlier_dates(allowed, post))


def label_with_earlier_dates(transitions: Sequence[Transition], post: Post) -> Iterator[Transition]:
    """Yield `transitions`; those that publish again with their date, and only if `post` was live before."""
    is_needed = any(one.name in EARLIER_DATE_INDEXES for one in transitions)
    dates = find_live_dates(post) if is_needed else []
    for transition in transitions:
        if transition.name not in EARLIER_DATE_INDEXES:
            yield transition
        elif dates and (transition.name == "_again" or dates[0] != dates[-1]):
            date = timezone.localtime(dates[EARLIER_DATE_INDEXES[transition.name]])
            yield replace(transition, label=transition.label % date_format(date, "Y-m-d H:i"))


def find_live_dates(post: Post) -> list[datetime]:
    """Return the dates under which `post` was live, the last one first, as far as it has revisions."""
    dates, until = [], timezone.now()
    revisions = Revision.objects.filter(post=post.pk).order_by("-version")
    for recorded_at, text in revisions.values_list("created_at", "snapshot__published_at"):
        date = parse_datetime(text) if text else None
        # A scheduled post has been live if nobody changed it until then.
        if date and date <= until:
            dates.append(date)
        until = recorded_at
    return dates


def get_state_timestamps(post: Post) -> Timestamps:
    return {name: getattr(post, name) for name in STATE_TIMESTAMPS}


def get_state_from_timestamps(timestamps: Timestamps) -> PostState:
    return Post(**timestamps).state


def stays_public(before: PostState, transition: Transition | None, date: datetime | None) -> bool:
    """Whether a post that readers see, or will see, is such a one after a save with `date` typed."""
    return before in PUBLIC_STATES and bool(transition.publishes if transition else date)


def becomes_public(before: PostState, after: PostState) -> bool:
    """Whether readers get to see what they did not, or sooner than they would have."""
    return after in PUBLIC_STATES and before is not after and before is not PostState.LIVE
