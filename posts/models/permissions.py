"""Who may do what with posts, pictures and accounts. Every check of a permission is made here.

Three groups come with the site. An Author writes and changes posts of their own
until these are scheduled or live, then drafts changes of them, and submits both for
review. An Editor changes everybody's and publishes. Both are made of Django's permissions for posts and
two further ones, `publish_post` and `change_every_post`, so that a site can have
other groups. Owners manage accounts, by Django's permissions for users, and change the settings of the
site.
"""

from typing import Any, Protocol

from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, User
from django.db.models import Q, QuerySet

from posts.models.kind import PostKind

AnyUser = AbstractUser | AnonymousUser


class AuthoredPost(Protocol):
    """The attributes of a post that permissions depend on. The model itself is in a higher layer."""

    author_id: Any
    published_at: Any
    kind: Any


class UploadedPicture(Protocol):
    """The attributes of a picture that permissions depend on."""

    sent_by_id: Any


def is_active_staff(user: AnyUser) -> bool:
    return bool(user.is_active and user.is_staff)


def can_view_unpublished(user: AnyUser) -> bool:
    """Whether `user` may see any posts that are not live: their own at least."""
    return is_active_staff(user) and (user.has_perm("posts.view_post") or can_write_posts(user))


def can_write_posts(user: AnyUser) -> bool:
    """Whether `user` may write any post: add a new one, or change one."""
    return is_active_staff(user) and (user.has_perm("posts.add_post") or user.has_perm("posts.change_post"))


def can_write_pages(user: AnyUser) -> bool:
    """Whether `user` may write pages, which belong to the site: whoever may change the posts of others."""
    return can_write_posts(user) and can_change_all_posts(user)


def can_add_post(user: AnyUser) -> bool:
    return is_active_staff(user) and user.has_perm("posts.add_post")


def can_change_all_posts(user: AnyUser) -> bool:
    """Whether `user` may see and change the posts of others as their own."""
    return is_active_staff(user) and user.has_perm("posts.change_every_post")


def can_publish(user: AnyUser) -> bool:
    """Whether `user` decides what readers see."""
    return is_active_staff(user) and user.has_perm("posts.publish_post")


def can_review(user: AnyUser) -> bool:
    """Whether `user` decides on what others submit."""
    return can_publish(user) and can_change_all_posts(user)


def list_reviewers() -> QuerySet[User]:
    """Return those who decide on what others submit."""
    publishing, changing = (
        User.objects.with_perm(f"posts.{name}", backend="django.contrib.auth.backends.ModelBackend")
        for name in ("publish_post", "change_every_post")
    )
    return publishing.filter(is_staff=True, pk__in=changing.values("pk"))


def can_view_post(user: AnyUser, post: AuthoredPost) -> bool:
    return can_view_unpublished(user) and owns_or_changes_all(user, post)


def can_change_post(user: AnyUser, post: AuthoredPost) -> bool:
    """Whether `user` may change `post`. A live or scheduled post takes the permission to publish as well."""
    return has_post_permission(user, post, "change") and (post.published_at is None or can_publish(user))


def can_draft_changes(user: AnyUser, post: AuthoredPost) -> bool:
    """Whether `user` may write a draft of changes of `post`: of a live one too, which only others update."""
    return has_post_permission(user, post, "change")


def list_draft_editors(post: AuthoredPost) -> QuerySet[User]:
    """Return those who may write drafts of `post`."""
    backend = "django.contrib.auth.backends.ModelBackend"
    changing, of_all = (
        User.objects.with_perm(f"posts.{name}_post", backend=backend) for name in ("change", "change_every")
    )
    own = Q() if post.kind == PostKind.PAGE else Q(pk=post.author_id)
    return changing.filter(own | Q(pk__in=of_all.values("pk")), is_staff=True)


def can_delete_post(user: AnyUser, post: AuthoredPost) -> bool:
    """Whether `user` may move `post` to the trash, or delete it for good."""
    return has_post_permission(user, post, "delete") and (post.published_at is None or can_publish(user))


def has_post_permission(user: AnyUser, post: AuthoredPost, action: str) -> bool:
    """Whether `user` has Django's permission for `action` ("change", "delete") on `post`."""
    return is_active_staff(user) and user.has_perm(f"posts.{action}_post") and owns_or_changes_all(user, post)


def owns_or_changes_all(user: AnyUser, post: AuthoredPost) -> bool:
    """Whether `post` is one of the user's own, or as good as that. A page is nobody's own."""
    return (post.author_id == user.pk and post.kind != PostKind.PAGE) or can_change_all_posts(user)


def can_import_posts(user: AnyUser) -> bool:
    """Whether `user` may import posts: that creates, changes and publishes them, whoever wrote them."""
    return can_publish(user) and can_change_all_posts(user) and user.has_perm("posts.import_posts")


def can_use_pictures(user: AnyUser) -> bool:
    """Whether `user` may browse all pictures of the site, and show them in posts."""
    return is_active_staff(user) and (user.has_perm("posts.view_picture") or can_write_posts(user))


def can_change_picture(user: AnyUser, picture: UploadedPicture) -> bool:
    return (
        is_active_staff(user)
        and user.has_perm("posts.change_picture")
        and uploaded_or_changes_all(user, picture)
    )


def can_delete_picture(user: AnyUser, picture: UploadedPicture) -> bool:
    """Whether `user` may delete `picture`, provided that nothing uses it."""
    return (
        is_active_staff(user)
        and user.has_perm("posts.delete_picture")
        and uploaded_or_changes_all(user, picture)
    )


def uploaded_or_changes_all(user: AnyUser, picture: UploadedPicture) -> bool:
    return picture.sent_by_id == user.pk or can_change_all_posts(user)


def can_manage_accounts(user: AnyUser) -> bool:
    """Whether `user` may invite people, and change the accounts of all but superusers."""
    return is_active_staff(user) and user.has_perms(["auth.add_user", "auth.change_user"])


def can_change_site_settings(user: AnyUser) -> bool:
    """Whether `user` decides what the site is called and how it looks: Owners."""
    return is_active_staff(user) and user.has_perm("posts.change_sitesettings")


def can_change_account(user: AnyUser, account: AbstractUser) -> bool:
    """Whether `user` may change `account`. That of a superuser takes another one."""
    return can_manage_accounts(user) and (user.is_superuser or not account.is_superuser)


def list_account_managers() -> QuerySet[User]:
    """Return those who may manage accounts. One of them must be left, whatever is changed."""
    changing, adding = (
        User.objects.with_perm(f"auth.{name}", backend="django.contrib.auth.backends.ModelBackend")
        for name in ("change_user", "add_user")
    )
    return changing.filter(is_staff=True, pk__in=adding.values("pk"))


def needs_staff_status(groups: QuerySet[Group]) -> bool:
    """Whether members of any of `groups` work in the admin: on posts, or on accounts."""
    of_posts = Q(permissions__content_type__app_label="posts")
    of_users = Q(permissions__content_type__app_label="auth", permissions__codename="change_user")
    return groups.filter(of_posts | of_users).exists()
