"""The dashboard, the admin's front page: the posts that need attention, and the user's unsaved texts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.exchange.backup import get_last_backup
from posts.models import Draft, NoteKind, Post, Profile, permissions
from posts.models.post_note import annotate_last_note
from posts.models.querysets import PostQuerySet
from posts.publishing.drafts import find_submitted_drafts

register = template.Library()

MAX_QUEUE_POSTS = 6
# Texts that the dashboard does not show.
DEFERRED_FIELDS = ("source", "summary", "html", "excerpt", "toc", "text")


@dataclass(frozen=True, slots=True)
class DashboardQueue:
    """Posts that wait for the same thing: the first few, and the URL of the list of all."""

    name: str
    posts: list[Post]
    url: str
    has_more: bool


@register.simple_tag
def dashboard_queues(user: AbstractUser) -> list[DashboardQueue]:
    """Return the queues of `user`, the most urgent first; none for those who may not see drafts."""
    if not permissions.can_view_unpublished(user):
        return []
    posts = Post.objects.posts().manageable_by(user).select_related("author__profile").defer(*DEFERRED_FIELDS)
    waiting = annotate_last_note(posts.in_review()).order_by("submitted_at")
    returned = annotate_last_note(posts.drafts().filter(author=user.pk)).filter(note_kind=NoteKind.RETURNED)
    sent_back = build_queue(_("Sent back to you"), returned.order_by("-updated_at", "-pk"), "state=draft")
    return [
        *([sent_back] if sent_back.posts else []),
        build_queue(_("In review"), waiting, "state=review"),
        build_queue(_("Drafts"), posts.drafts().order_by("-updated_at", "-pk"), "state=draft"),
        build_queue(_("Scheduled"), posts.scheduled().order_by("published_at", "pk"), "state=scheduled"),
        build_queue(_("With warnings"), posts.active().with_warnings().newest_first(), "warnings=with"),
        build_queue(_("Recently published"), posts.live().newest_first(), "state=live"),
    ]


def build_queue(name: str, posts: PostQuerySet, query: str) -> DashboardQueue:
    """Return a queue of the first of `posts`; `query` filters the admin's list of posts to all of them."""
    first_posts = list(posts[: MAX_QUEUE_POSTS + 1])
    url = f"{reverse('admin:posts_post_changelist')}?{query}"
    has_more = len(first_posts) > MAX_QUEUE_POSTS
    return DashboardQueue(name, first_posts[:MAX_QUEUE_POSTS], url, has_more)


@register.simple_tag
def submitted_drafts(user: AbstractUser) -> list[Draft]:
    """Return the changes of published posts that wait for `user` to review them, the longest first."""
    if not (permissions.can_publish(user) and permissions.can_change_all_posts(user)):
        return []
    return list(find_submitted_drafts()[:MAX_QUEUE_POSTS])


@register.simple_tag
def unsaved_drafts(user: AbstractUser) -> list[Draft]:
    """Return what `user` typed over posts and did not save, newest first; new posts are in their queue."""
    drafts = Draft.objects.for_editor(user).exclude(post__slug__startswith="untitled-")
    return list(drafts[:MAX_QUEUE_POSTS])


@dataclass(frozen=True, slots=True)
class BackupReminder:
    """Why whoever runs the site should look after its backups: how old the last one is, why one failed."""

    days: int | None  # None: there is none
    failed_at: datetime | None
    reason: str


@register.simple_tag
def backup_reminder(user: AbstractUser) -> BackupReminder | None:
    """Return what `user` should know about backups; None where all is well, and for most users."""
    limit = settings.BACKUP_REMINDER_DAYS
    if not limit or not permissions.can_manage_accounts(user):
        return None
    last, now = get_last_backup(), timezone.now()
    # Without any, as old as the account: a new site need not have one.
    is_old = now - (last.succeeded_at or user.date_joined) >= timedelta(days=limit)
    if not is_old and not last.failed_at:
        return None
    days = (now - last.succeeded_at).days if last.succeeded_at else None
    return BackupReminder(days, last.failed_at, last.reason)


@register.filter
def needs_profile(user: Any) -> bool:
    """Whether `user` may write posts and has no profile yet."""
    return permissions.can_write_posts(user) and not Profile.objects.filter(user=user.pk).exists()


@register.filter
def can_write(user: Any) -> bool:
    return permissions.can_write_posts(user)


@register.filter
def get_input_id(field: BoundField) -> str:
    """Return the id of the input, or of the first of several inputs, of a form's `field`."""
    # Where there are several, Django names none for a label.
    return field.id_for_label or f"{field.auto_id}_0"
