"""Who may do what with which post. Everything that lets somebody in asks here.

Two groups come with the site. An Author writes and changes posts of their own
until these are scheduled or live, and submits them for review. An Editor changes
everybody's and publishes. Both are made of Django's permissions for posts and
two further ones, so that a site can have other groups.
"""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser, AnonymousUser

if TYPE_CHECKING:
    from posts.models import Picture, Post

AnyUser = AbstractUser | AnonymousUser


def is_active_staff(user: AnyUser) -> bool:
    return bool(user.is_active and user.is_staff)


def can_view_unpublished(user: AnyUser) -> bool:
    """Whether posts that are not live may be seen at all: the own ones, if nothing else."""
    return is_active_staff(user) and (user.has_perm("posts.view_post") or can_write_posts(user))


def can_write_posts(user: AnyUser) -> bool:
    """Whether there is any post that `user` may write: a new one, or one to change."""
    return is_active_staff(user) and (user.has_perm("posts.add_post") or user.has_perm("posts.change_post"))


def can_add_post(user: AnyUser) -> bool:
    return is_active_staff(user) and user.has_perm("posts.add_post")


def can_change_all_posts(user: AnyUser) -> bool:
    """Whether posts of others are open to `user` as the own ones are."""
    return is_active_staff(user) and user.has_perm("posts.change_every_post")


def can_publish(user: AnyUser) -> bool:
    """Whether `user` decides what readers see."""
    return is_active_staff(user) and user.has_perm("posts.publish_post")


def can_view_post(user: AnyUser, post: "Post") -> bool:
    return can_view_unpublished(user) and owns_or_changes_all(user, post)


def can_change_post(user: AnyUser, post: "Post") -> bool:
    """Whether `user` may write in `post`. What readers see, or will, only those change who may publish."""
    return has_post_permission(user, post, "change") and (post.published_at is None or can_publish(user))


def can_delete_post(user: AnyUser, post: "Post") -> bool:
    """Whether `user` may put `post` into the bin, or take it off the site for good."""
    return has_post_permission(user, post, "delete") and (post.published_at is None or can_publish(user))


def has_post_permission(user: AnyUser, post: "Post", action: str) -> bool:
    return is_active_staff(user) and user.has_perm(f"posts.{action}_post") and owns_or_changes_all(user, post)


def owns_or_changes_all(user: AnyUser, post: "Post") -> bool:
    return post.author_id == user.pk or can_change_all_posts(user)


def can_use_pictures(user: AnyUser) -> bool:
    """Whether the pictures of the site, whoever sent them, may be looked through and shown in posts."""
    return is_active_staff(user) and (user.has_perm("posts.view_picture") or can_write_posts(user))


def can_change_picture(user: AnyUser, picture: "Picture") -> bool:
    return (
        is_active_staff(user)
        and user.has_perm("posts.change_picture")
        and uploaded_or_changes_all(user, picture)
    )


def can_delete_picture(user: AnyUser, picture: "Picture") -> bool:
    """Whether `user` may delete `picture`, once nothing uses it."""
    return (
        is_active_staff(user)
        and user.has_perm("posts.delete_picture")
        and uploaded_or_changes_all(user, picture)
    )


def uploaded_or_changes_all(user: AnyUser, picture: "Picture") -> bool:
    return picture.sent_by_id == user.pk or can_change_all_posts(user)
