"""The front page of the admin: what waits for whoever came in."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.auth.models import AbstractUser
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from posts import permissions
from posts.models import Post, Profile, WorkingCopy
from posts.querysets import PostQuerySet

register = template.Library()

SHOWN = 6  # posts on each pile


@dataclass(frozen=True, slots=True)
class Pile:
    """Posts of one kind: the first few, and where all of them are."""

    name: str
    posts: list[Post]
    url: str
    has_more: bool


@register.simple_tag
def piles_of(user: AbstractUser) -> list[Pile]:
    """Return what lies on the desk of `user`, most pressing first; nothing for those who may not look."""
    if not permissions.can_view_unpublished(user):
        return []
    posts = Post.objects.of(user).select_related("author__profile").defer(*LONG)
    return [
        pile(_("Waiting for review"), posts.in_review().order_by("submitted_at"), "state=review"),
        pile(_("Drafts"), posts.drafts().order_by("-updated_at", "-pk"), "state=draft"),
        pile(_("Scheduled"), posts.scheduled().order_by("published_at", "pk"), "state=scheduled"),
        pile(_("With warnings"), posts.at_hand().with_warnings().newest_first(), "warnings=with"),
        pile(_("Recently published"), posts.live().newest_first(), "state=live"),
    ]


LONG = ("source", "summary", "html", "excerpt", "toc", "text")


def pile(name: str, posts: PostQuerySet, query: str) -> Pile:
    """Return the first of `posts`; `query` narrows the list of all posts to them."""
    found = list(posts[: SHOWN + 1])
    address = f"{reverse('admin:posts_post_changelist')}?{query}"
    return Pile(name, found[:SHOWN], address, len(found) > SHOWN)


@register.simple_tag
def unsaved_of(user: AbstractUser) -> list[WorkingCopy]:
    """Return what `user` typed and did not save, the newest first."""
    return list(WorkingCopy.objects.of(user))


@register.filter
def has_no_page(user: Any) -> bool:
    """Whether someone who writes has not said yet who they are."""
    return permissions.can_write_posts(user) and not Profile.objects.filter(user=user.pk).exists()


@register.filter
def may_write(user: Any) -> bool:
    return permissions.can_write_posts(user)


@register.filter
def id_of_box(field: BoundField) -> str:
    """Return the id of the box, or the first of the boxes, that `field` is typed into."""
    # Where there are several, Django names none for a label.
    return field.id_for_label or f"{field.auto_id}_0"
