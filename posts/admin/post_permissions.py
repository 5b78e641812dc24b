"""Who may do what with posts in the admin: Django's hooks, answered by `posts.models.permissions`."""

from typing import cast

from django.contrib import admin
from django.http import HttpRequest

from posts.models import Post, permissions
from posts.models.querysets import PostQuerySet


class PostPermissionsMixin(admin.ModelAdmin):
    """The posts that a user may work with, and what they may change of them."""

    def get_queryset(self, request: HttpRequest) -> PostQuerySet:
        return cast(PostQuerySet, super().get_queryset(request)).manageable_by(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return (
            permissions.can_view_post(request.user, obj)
            if obj
            else permissions.can_view_unpublished(request.user)
        )

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Whether the user may write in the form; of a live post it is a draft, see `LiveDraftExtension`."""
        if obj:
            return permissions.can_draft_changes(request.user, obj)
        return super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj:
            return permissions.can_delete_post(request.user, obj)
        return super().has_delete_permission(request)

    def has_publish_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Whether the user may run the actions that ask for `permissions=["publish"]`."""
        return permissions.can_publish(request.user)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Post | None = None
    ) -> list[str] | tuple[str, ...]:
        """Let only those who may publish pin a post, and change its date of publication and its author."""
        if permissions.can_publish(request.user):
            return self.readonly_fields
        return (*self.readonly_fields, "published_at", "author", "is_pinned")
