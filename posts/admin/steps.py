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
from posts.models.publication import STATE_TIMESTAMPS

# What readers see, or will without anybody's doing.
OUT = frozenset({PostState.SCHEDULED, PostState.LIVE})
KINDS = {
    PostState.REVIEW: RevisionKind.SUBMITTED,
    PostState.SCHEDULED: RevisionKind.SCHEDULED,
    PostState.LIVE: RevisionKind.PUBLISHED,
    PostState.ARCHIVED: RevisionKind.ARCHIVED,
    PostState.TRASHED: RevisionKind.TRASHED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button that saves a post and moves it; `name` is the button's."""

    name: str
    label: Any
    done: Any
    states: frozenset[PostState]
    moment: str = ""

    @property
    def publishes(self) -> bool:
        return self.moment == "published_at"

    def take(self, post: Post) -> None:
        """Move `post`, which holds the time that was typed for it."""
        # Published now, a post keeps a date in the past; scheduled, one in the future.
        moment = post.published_at if self.publishes else None
        if self.name in EARLIER:
            dates = live_dates(post)
            moment = dates[EARLIER[self.name]] if dates else None
        elif self.name == "_publish" and moment and moment > timezone.now():
            moment = None
        post.set_state(self.moment, moment)


# Which of the dates under which a post was live, the last one first, it gets back.
EARLIER = {"_again": 0, "_first": -1}
# Of a post that was never saved.
NEW = frozenset({"_publish", "_schedule", "_submit"})
# In the order of the buttons: what was live before is less likely to be news.
STEPS = (
    Step(
        "_again",
        _("Publish again, dated %s"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Step(
        "_first",
        _("Publish dated %s, as at first"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED}),
        "published_at",
    ),
    Step(
        "_publish",
        _("Publish now"),
        _("“%s” is live."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Step(
        "_schedule",
        _("Schedule"),
        _("“%s” is scheduled."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED}),
        "published_at",
    ),
    Step(
        "_submit",
        _("Submit for review"),
        _("“%s” waits for review."),
        frozenset({PostState.DRAFT}),
        "submitted_at",
    ),
    Step(
        "_withdraw",
        _("Back to draft"),
        _("“%s” is a draft again."),
        frozenset({PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
    ),
    Step(
        "_restore",
        _("Take out again"),
        _("“%s” is a draft again."),
        frozenset({PostState.ARCHIVED, PostState.TRASHED}),
    ),
    Step(
        "_archive",
        pgettext_lazy("what to do", "Archive"),
        _("“%s” is in the archive, where only those who write see it."),
        frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.LIVE}),
        "archived_at",
    ),
    Step(
        "_bin",
        _("Put into the bin"),
        _("“%s” is in the bin."),
        frozenset(PostState) - {PostState.TRASHED},
        "binned_at",
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a post at a save: where it stood `before`, and what was wrong as it was to go out.

    `wish` is the time of publication that was asked for and not granted.
    """

    before: PostState
    errors: tuple[object, ...] = ()
    wish: datetime | None = None
    step: str = ""

    def is_held(self, post: Post) -> bool:
        return bool(self.errors) and post.state not in OUT


def asked(data: Mapping[str, str]) -> Step | None:
    """Return the step whose button was pressed, with the errors named to whoever pressed it or not yet."""
    return next((step for step in STEPS if step.name in data or data.get("_despite") == step.name), None)


def may_take(user: permissions.AnyUser, post: Post, step: Step) -> bool:
    if step.publishes:
        return permissions.can_publish(user)
    if step.name == "_bin":
        return permissions.can_delete_post(user, post)
    return post.pk is None or permissions.can_change_post(user, post)


def offered(user: permissions.AnyUser, post: Post | None) -> list[Step]:
    """Return the steps that `user` may take with `post`; None is one that was never saved."""
    if post is None:
        steps = (step for step in STEPS if step.name in NEW)
        post = Post()
    else:
        steps = (step for step in STEPS if post.state in step.states)
    may_publish = permissions.can_publish(user)
    open_steps = [
        step
        for step in steps
        # Who may publish has nobody to submit to.
        if may_take(user, post, step) and not (may_publish and step.name == "_submit")
    ]
    return list(dated(open_steps, post))


def dated(steps: Sequence[Step], post: Post) -> Iterator[Step]:
    """Yield `steps`, those of publishing again only where `post` was live before, with their dates."""
    dates = live_dates(post) if any(step.name in EARLIER for step in steps) else []
    for step in steps:
        if step.name not in EARLIER:
            yield step
        elif dates and (step.name == "_again" or dates[0] != dates[-1]):
            date = timezone.localtime(dates[EARLIER[step.name]])
            yield replace(step, label=step.label % date_format(date, "Y-m-d H:i"))


def live_dates(post: Post) -> list[datetime]:
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


def moments_of(post: Post) -> dict[str, datetime | None]:
    return {name: getattr(post, name) for name in STATE_TIMESTAMPS}


def state_of(moments: Mapping[str, datetime | None]) -> PostState:
    """Return the state of a post with these `moments`."""
    return Post(**moments).state


def goes_out(before: PostState, after: PostState) -> bool:
    """Whether readers get to see what they did not, or sooner than they would have."""
    return after in OUT and before is not after and before is not PostState.LIVE
