"""Bulk changes of posts: in one transaction, with few queries, and recorded in the history of each post.

Every function takes primary keys and returns those of the posts that it changed; a post that is as
wanted already is left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from posts.models import Category, Post, PostLink, RevisionKind, Tag, TaggedPost, resolve_synonyms
from posts.models.post_link import REFERENCE_KIND, mark_dependent_posts
from posts.models.state import STATE_TIMESTAMPS
from posts.revisions import recording
from posts.revisions.rerender import rerender_posts
from posts.search.related import update_related_posts

# Computing related posts takes some milliseconds a post; `index_posts` does it for those beyond.
MAX_RELATED_AT_ONCE = 200

Keys = Sequence[int]


@transaction.atomic
def publish_posts(keys: Keys, editor: Any) -> list[int]:
    """Publish the posts now."""
    return set_post_states(
        keys, RevisionKind.PUBLISHED, editor, lambda post: not post.is_live, published_at=timezone.now()
    )


@transaction.atomic
def revert_posts_to_draft(keys: Keys, editor: Any) -> list[int]:
    """Make the posts drafts, whatever their state."""
    return set_post_states(
        keys,
        RevisionKind.WITHDRAWN,
        editor,
        lambda post: any(getattr(post, name) for name in STATE_TIMESTAMPS),
    )


@transaction.atomic
def archive_posts(keys: Keys, editor: Any) -> list[int]:
    """Archive the posts: only staff see them."""
    return set_post_states(
        keys, RevisionKind.ARCHIVED, editor, lambda post: not post.archived_at, archived_at=timezone.now()
    )


@transaction.atomic
def trash_posts(keys: Keys, editor: Any) -> list[int]:
    """Move the posts to the trash."""
    return set_post_states(
        keys, RevisionKind.TRASHED, editor, lambda post: not post.binned_at, binned_at=timezone.now()
    )


@transaction.atomic
def schedule_posts(keys: Keys, dates: Iterable[datetime], editor: Any) -> list[int]:
    """Schedule the posts for `dates`, one each, in the order of `keys`."""
    locked = lock_posts(keys)
    schedule = {key: date for key, date in zip(keys, dates, strict=False) if key in locked}
    posts = [locked[key] for key, date in schedule.items() if locked[key].published_at != date]
    for post in posts:
        post.set_state("published_at", schedule[post.pk])
    changed = [post.pk for post in posts]
    with record_changes(changed, RevisionKind.SCHEDULED, editor):
        Post.objects.bulk_update(posts, STATE_TIMESTAMPS)
        hide_drafts_referred_to(changed)
        mark_dependent_posts(*list_link_targets(changed))
    return changed


@transaction.atomic
def set_category(keys: Keys, category: Category | None, editor: Any) -> list[int]:
    """Put the posts into `category`, or into none."""
    category_id = category and category.pk
    changed = [key for key, post in lock_posts(keys).items() if post.category_id != category_id]
    with record_changes(changed, RevisionKind.CHANGED, editor):
        Post.objects.filter(pk__in=changed).update(category=category)
    return changed


def pin_posts(keys: Keys, editor: Any) -> list[int]:
    """Pin the posts to the top of the home page."""
    return set_fields(keys, editor, is_pinned=True)


def unpin_posts(keys: Keys, editor: Any) -> list[int]:
    """Give the posts their place by date on the home page again."""
    return set_fields(keys, editor, is_pinned=False)


def unlist_posts(keys: Keys, editor: Any) -> list[int]:
    """Take the posts out of all lists."""
    return set_fields(keys, editor, is_unlisted=True)


def relist_posts(keys: Keys, editor: Any) -> list[int]:
    """Show the posts in lists again."""
    return set_fields(keys, editor, is_unlisted=False)


@transaction.atomic
def order_series(keys: Keys, editor: Any) -> list[int]:
    """Number the posts of a series from 1, in the order of `keys`."""
    locked = lock_posts(keys)
    numbers = {key: number for number, key in enumerate(keys, 1) if key in locked}
    changed = [key for key, number in numbers.items() if locked[key].series_order != number]
    for key in changed:
        locked[key].series_order = numbers[key]
    with record_changes(changed, RevisionKind.CHANGED, editor):
        Post.objects.bulk_update([locked[key] for key in changed], ["series_order"])
    return changed


@transaction.atomic
def add_tags(keys: Keys, names: Iterable[str], editor: Any) -> list[int]:
    """Add the tags called `names` to the posts; tags that don't exist are created."""
    tags = [get_or_create_tag(name) for name in resolve_synonyms(names)]
    locked = lock_posts(keys)
    tagged = TaggedPost.objects.filter(content_object__in=locked, tag__in=tags)
    existing = set(tagged.values_list("content_object", "tag"))
    new = [(key, tag) for key in locked for tag in tags if (key, tag.pk) not in existing]
    changed = [*dict.fromkeys(key for key, _ in new)]
    with record_tag_changes(changed, editor):
        TaggedPost.objects.bulk_create(TaggedPost(content_object_id=key, tag=tag) for key, tag in new)
    return changed


@transaction.atomic
def remove_tags(keys: Keys, tags: Iterable[Tag], editor: Any) -> list[int]:
    """Remove `tags` from the posts."""
    tagged = TaggedPost.objects.filter(content_object__in=lock_posts(keys), tag__in=list(tags))
    changed = sorted(set(tagged.values_list("content_object", flat=True)))
    with record_tag_changes(changed, editor):
        tagged.delete()
    return changed


# Shared by the functions above ------------------------------------------------------------


def lock_posts(keys: Iterable[int]) -> dict[int, Post]:
    """Return the posts by primary key, without their long fields, locked until the transaction ends."""
    # In one order, so that two of them do not wait for each other; not against links to the posts.
    posts = Post.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return posts.only("category", "series_order", *STATE_TIMESTAMPS).in_bulk()


def set_post_states(
    keys: Keys, kind: RevisionKind, editor: Any, needs_change: Callable[[Post], bool], **timestamp: datetime
) -> list[int]:
    """Set the state of the posts that need it to the one timestamp given by name; to draft without one."""
    changed = [key for key, post in lock_posts(keys).items() if needs_change(post)]
    with record_changes(changed, kind, editor):
        Post.objects.filter(pk__in=changed).update(**{**dict.fromkeys(STATE_TIMESTAMPS), **timestamp})
        hide_drafts_referred_to(changed)
        mark_dependent_posts(*list_link_targets(changed))
    return changed


@transaction.atomic
def set_fields(keys: Keys, editor: Any, **values: Any) -> list[int]:
    """Set fields of the posts to `values`."""
    differing = Post.objects.filter(pk__in=lock_posts(keys)).exclude(**values)
    changed = list(differing.values_list("pk", flat=True))
    with record_changes(changed, RevisionKind.CHANGED, editor):
        Post.objects.filter(pk__in=changed).update(**values)
    return changed


def list_link_targets(keys: Keys) -> list[Post]:
    """Return the posts with what links by name depend on."""
    return list(Post.objects.filter(pk__in=keys).only("title", "slug", "path"))


def hide_drafts_referred_to(keys: Keys) -> None:
    """Render at once those of the posts that are published now and refer to what readers cannot see."""
    hidden = PostLink.objects.filter(from_post__in=keys, kind=REFERENCE_KIND, to_post__isnull=False)
    hidden = hidden.exclude(to_post__in=Post.objects.published())
    rerender_posts(Post.objects.filter(pk__in=hidden.values("from_post")).exclude(published_at=None))


@contextmanager
def record_changes(keys: Keys, kind: RevisionKind, editor: Any) -> Iterator[None]:
    """Record the state of the posts before and after the body of the `with`."""
    recording.record_earlier_state(*keys)
    yield
    recording.record_revisions(keys, kind, editor)


@contextmanager
def record_tag_changes(keys: Keys, editor: Any) -> Iterator[None]:
    """Record the posts, whose tags the body of the `with` changes, and update their related posts."""
    with record_changes(keys, RevisionKind.CHANGED, editor):
        yield
        # Tags are no column of the post, but an editor who has it open must notice the change.
        Post.objects.filter(pk__in=keys).update(version=F("version") + 1)
    update_related_posts(*Post.objects.filter(pk__in=keys[:MAX_RELATED_AT_ONCE]).defer("source", "html"))


def get_or_create_tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)


def iter_schedule(start: datetime, step: timedelta) -> Iterable[datetime]:
    """Yield `start` and dates at intervals of `step`; days keep the time of day across clock changes."""
    while True:
        yield start
        by_clock = step % timedelta(days=1) == timedelta()
        start = start + step if by_clock else (start.astimezone(UTC) + step).astimezone(start.tzinfo)
