"""What is done to many posts at once: in one transaction, with few queries, and kept in the history of each.

Every function returns the keys of the posts that it changed; those that were so already are left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from posts import revisions
from posts.models import Category, Post, RevisionKind, Tag, TaggedPost, resolve_synonyms
from posts.models.state import STATE_TIMESTAMPS
from posts.related import update_related_posts

# Finding what is related takes some milliseconds a post; `index_posts` does it for the others.
MAX_RELATED_AT_ONCE = 200

Keys = Sequence[int]


@transaction.atomic
def publish_posts(keys: Keys, editor: Any) -> list[int]:
    """Make the posts live from now on."""
    return set_post_states(
        keys, RevisionKind.PUBLISHED, editor, lambda post: not post.is_live, published_at=timezone.now()
    )


@transaction.atomic
def revert_posts_to_draft(keys: Keys, editor: Any) -> list[int]:
    """Make drafts of the posts, whatever they are now."""
    return set_post_states(
        keys,
        RevisionKind.WITHDRAWN,
        editor,
        lambda post: any(getattr(post, name) for name in STATE_TIMESTAMPS),
    )


@transaction.atomic
def archive_posts(keys: Keys, editor: Any) -> list[int]:
    """Put the posts where only those who write see them."""
    return set_post_states(
        keys, RevisionKind.ARCHIVED, editor, lambda post: not post.archived_at, archived_at=timezone.now()
    )


@transaction.atomic
def schedule_posts(keys: Keys, moments: Iterable[datetime], editor: Any) -> list[int]:
    """Publish the posts at `moments`, one each, in the order of `keys`."""
    found = lock_posts(keys)
    plan = {key: moment for key, moment in zip(keys, moments, strict=False) if key in found}
    posts = [found[key] for key, moment in plan.items() if found[key].published_at != moment]
    for post in posts:
        post.set_state("published_at", plan[post.pk])
    changed = [post.pk for post in posts]
    with record_changes(changed, RevisionKind.SCHEDULED, editor):
        Post.objects.bulk_update(posts, STATE_TIMESTAMPS)
    return changed


@transaction.atomic
def set_category(keys: Keys, category: Category | None, editor: Any) -> list[int]:
    """Put the posts on one shelf, or on none."""
    wanted = category and category.pk
    changed = [key for key, post in lock_posts(keys).items() if post.category_id != wanted]
    with record_changes(changed, RevisionKind.CHANGED, editor):
        Post.objects.filter(pk__in=changed).update(category=category)
    return changed


@transaction.atomic
def add_tags(keys: Keys, names: Iterable[str], editor: Any) -> list[int]:
    """Give the posts the tags called `names`, made where there are none."""
    tags = [get_or_create_tag(name) for name in resolve_synonyms(names)]
    found = lock_posts(keys)
    there = TaggedPost.objects.filter(content_object__in=found, tag__in=tags)
    known = set(there.values_list("content_object", "tag"))
    new = [(key, tag) for key in found for tag in tags if (key, tag.pk) not in known]
    changed = [*dict.fromkeys(key for key, _ in new)]
    with record_tag_changes(changed, editor):
        TaggedPost.objects.bulk_create(TaggedPost(content_object_id=key, tag=tag) for key, tag in new)
    return changed


@transaction.atomic
def remove_tags(keys: Keys, tags: Iterable[Tag], editor: Any) -> list[int]:
    """Take `tags` off the posts."""
    there = TaggedPost.objects.filter(content_object__in=lock_posts(keys), tag__in=list(tags))
    changed = sorted(set(there.values_list("content_object", flat=True)))
    with record_tag_changes(changed, editor):
        there.delete()
    return changed


# What they have in common ------------------------------------------------------------


def lock_posts(keys: Iterable[int]) -> dict[int, Post]:
    """Return the posts by key, without their long texts; nobody else changes them in this transaction."""
    posts = Post.objects.select_for_update().filter(pk__in=list(keys))
    return posts.only("category", *STATE_TIMESTAMPS).in_bulk()


def set_post_states(
    keys: Keys, kind: RevisionKind, editor: Any, is_wanted: Callable[[Post], bool], **moment: datetime
) -> list[int]:
    """Set one of the four moments, or none, of the posts that `is_wanted`."""
    changed = [key for key, post in lock_posts(keys).items() if is_wanted(post)]
    with record_changes(changed, kind, editor):
        Post.objects.filter(pk__in=changed).update(**{**dict.fromkeys(STATE_TIMESTAMPS), **moment})
    return changed


@contextmanager
def record_changes(keys: Keys, kind: RevisionKind, editor: Any) -> Iterator[None]:
    """Keep what the posts were before what is done within, and what they are after it."""
    revisions.record_earlier_state(*keys)
    yield
    revisions.record_revisions(keys, kind, editor)


@contextmanager
def record_tag_changes(keys: Keys, editor: Any) -> Iterator[None]:
    """Record the posts, whose tags change within, and find anew what is related to them."""
    with record_changes(keys, RevisionKind.CHANGED, editor):
        yield
        # A tag is no column of a post, but whoever has it open must learn of it.
        Post.objects.filter(pk__in=keys).update(version=F("version") + 1)
    update_related_posts(*Post.objects.filter(pk__in=keys[:MAX_RELATED_AT_ONCE]).defer("source", "html"))


def get_or_create_tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)


def iter_schedule(start: datetime, step: timedelta) -> Iterable[datetime]:
    """Yield `start` and what follows it by `step`: by days at the same time of the clock, else by hours."""
    while True:
        yield start
        by_clock = step % timedelta(days=1) == timedelta()
        start = start + step if by_clock else (start.astimezone(UTC) + step).astimezone(start.tzinfo)
