"""Removals: transitions after which readers no longer get a post; what they break, and taking them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from posts.models import Post, PostState, Redirect, Revision, RevisionKind, permissions
from posts.models.state import STATE_TIMESTAMPS
from posts.publishing import checks
from posts.publishing.transitions import PUBLIC_STATES, Transition
from posts.revisions import recording

# Links are looked for in the text of all posts: on a larger site nobody would wait for it.
MAX_SEARCHED_POSTS = 20_000

# Primary keys of posts, each with the version that a change made.
ChangedVersions = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RemovalEffect:
    """What readers meet once a post is removed: `links` of live posts lead nowhere, None if not counted."""

    path: str
    is_live: bool
    links: int | None
    old_addresses: int


@dataclass(slots=True)
class UndoResult:
    """Posts that have the state again that they had; and those left as they are, by reason."""

    restored: list[Post] = field(default_factory=list)
    changed_since: list[Post] = field(default_factory=list)
    not_permitted: list[Post] = field(default_factory=list)
    with_errors: list[Post] = field(default_factory=list)


def is_removal(before: PostState, requested: Transition | None) -> bool:
    """Whether `requested` takes a post in the state `before` from readers, or from the clock."""
    return bool(requested and before in PUBLIC_STATES and not requested.publishes)


def describe_removal(post: Post) -> RemovalEffect:
    """Return what removing `post`, as it is stored, does to its readers."""
    path = unquote(post.get_absolute_url())
    return RemovalEffect(path, post.is_live, count_links_to(post), Redirect.objects.filter(post=post).count())


def count_links_to(post: Post) -> int | None:
    """Return how many live posts link to `post`; None on a site where looking would take too long."""
    if Post.objects.count() > MAX_SEARCHED_POSTS:
        return None
    address = post.get_absolute_url()
    links = Q()
    for spelling in {address, unquote(address)}:
        links |= Q(html__contains=f'{spelling}"') | Q(html__contains=f"{spelling}#")
    return Post.objects.live().exclude(pk=post.pk).filter(links).count()


@transaction.atomic
def undo_state_change(versions: ChangedVersions, user: Any) -> UndoResult:
    """Give posts the state and the date that they had before their version in `versions`.

    Posts that were changed since are left alone, as are those that `user` may not bring there, or that
    must not reach readers because of errors.
    """
    result = UndoResult()
    posts = Post.objects.in_bulk([key for key, _version in versions])
    for key, version in versions:
        if post := posts.get(key):
            undo_in_post(post, version, user, result)
    return result


def undo_in_post(post: Post, version: int, user: Any, result: UndoResult) -> None:
    revision = Revision.objects.filter(post=post, version__lt=version).first()
    if revision is None or not recording.lock_post_at_version(post.pk, version):
        result.changed_since.append(post)
        return
    may_change = permissions.can_change_post(user, post)
    for name in STATE_TIMESTAMPS:
        setattr(post, name, read_timestamp(revision.snapshot, name))
    is_public = post.state in PUBLIC_STATES
    if not may_change or (is_public and not permissions.can_publish(user)):
        result.not_permitted.append(post)
    elif is_public and checks.find_publish_errors(post):
        result.with_errors.append(post)
    else:
        post.save(update_fields=STATE_TIMESTAMPS)
        recording.record_revision(post, get_undo_kind(post), user)
        result.restored.append(post)


def read_timestamp(snapshot: dict[str, Any], name: str) -> datetime | None:
    return parse_datetime(snapshot[name]) if snapshot.get(name) else None


def get_undo_kind(post: Post) -> RevisionKind:
    kinds = {PostState.LIVE: RevisionKind.PUBLISHED, PostState.SCHEDULED: RevisionKind.SCHEDULED}
    return kinds.get(post.state, RevisionKind.RESTORED)


def list_versions(keys: Iterable[int]) -> list[tuple[int, int]]:
    """Return the posts with these primary keys, each with its version."""
    return list(Post.objects.filter(pk__in=list(keys)).values_list("pk", "version"))
