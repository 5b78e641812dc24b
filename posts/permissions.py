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

User = AbstractUser | AnonymousUser


def is_staff(user: User) -> bool:
    return bool(user.is_active and user.is_staff)


def may_look(user: User) -> bool:
    """Whether posts that are not live may be seen at all: the own ones, if nothing else."""
    return is_staff(user) and (user.has_perm("posts.view_post") or may_write(user))


def may_write(user: User) -> bool:
    """Whether there is any post that `user` may write: a new one, or one to change."""
    return is_staff(user) and (user.has_perm("posts.add_post") or user.has_perm("posts.change_post"))


def may_add(user: User) -> bool:
    return is_staff(user) and user.has_perm("posts.add_post")


def may_change_all(user: User) -> bool:
    """Whether posts of others are open to `user` as the own ones are."""
    return is_staff(user) and user.has_perm("posts.change_every_post")


def may_publish(user: User) -> bool:
    """Whether `user` decides what readers see."""
    return is_staff(user) and user.has_perm("posts.publish_post")


def may_view(user: User, post: "Post") -> bool:
    return may_look(user) and is_theirs(user, post)


def may_change(user: User, post: "Post") -> bool:
    """Whether `user` may write in `post`. What readers see, or will, only those change who may publish."""
    return may_write_in(user, post, "change") and (post.published_at is None or may_publish(user))


def may_delete(user: User, post: "Post") -> bool:
    """Whether `user` may put `post` into the bin, or take it off the site for good."""
    return may_write_in(user, post, "delete") and (post.published_at is None or may_publish(user))


def may_write_in(user: User, post: "Post", action: str) -> bool:
    return is_staff(user) and user.has_perm(f"posts.{action}_post") and is_theirs(user, post)


def is_theirs(user: User, post: "Post") -> bool:
    return post.author_id == user.pk or may_change_all(user)


def may_use_pictures(user: User) -> bool:
    """Whether the pictures of the site, whoever sent them, may be looked through and shown in posts."""
    return is_staff(user) and (user.has_perm("posts.view_picture") or may_write(user))


def may_change_picture(user: User, picture: "Picture") -> bool:
    return is_staff(user) and user.has_perm("posts.change_picture") and is_sent_by(user, picture)


def may_delete_picture(user: User, picture: "Picture") -> bool:
    """Whether `user` may delete `picture`, once nothing uses it."""
    return is_staff(user) and user.has_perm("posts.delete_picture") and is_sent_by(user, picture)


def is_sent_by(user: User, picture: "Picture") -> bool:
    return picture.sent_by_id == user.pk or may_change_all(user)
