"""The bin: where posts are put instead of being deleted, taken out of again, or emptied on purpose."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from posts import permissions, revisions
from posts.models import Post, PostState, Redirect, RevisionKind
from posts.models.state import STATE_TIMESTAMPS
from posts.querysets import PostQuerySet

MAX_LISTED_TITLES = 100  # titles, before the bin is emptied


class BinAdmin(admin.ModelAdmin):
    """Deleting puts a post into the bin; only what lies there is deleted for ever."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.empty_view)
        return [path("bin/empty/", view, name="posts_post_empty_bin"), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer to put posts into the bin; where it is shown, to take them out or delete them for ever."""
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" not in actions:
            return actions
        if not is_trash_list(request):
            bin_selected = (type(self).bin_selected, "delete_selected", gettext_lazy("Put into the bin"))
            return {**actions, "delete_selected": bin_selected}
        for_ever = actions["delete_selected"][0]
        return {
            "restore_selected": (
                type(self).restore_selected,
                "restore_selected",
                gettext_lazy("Take out again"),
            ),
            "delete_selected": (for_ever, "delete_selected", gettext_lazy("Delete for ever")),
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_empty = is_trash_list(request) and self.has_delete_permission(request)
        return super().changelist_view(request, {"may_empty_bin": may_empty, **(extra_context or {})})

    def bin_selected(self, request: HttpRequest, queryset: Any) -> None:
        posts = [post for post in queryset if permissions.can_delete_post(request.user, post)]
        self.move_all(request, posts, "binned_at", RevisionKind.TRASHED)
        text = ngettext("%(count)d post put into the bin.", "%(count)d posts put into the bin.", len(posts))
        self.message_user(request, text % {"count": len(posts)}, messages.SUCCESS)
        if kept := len(queryset) - len(posts):
            text = ngettext(
                "%(count)d post stays: you may not delete it.",
                "%(count)d posts stay: you may not delete them.",
                kept,
            )
            self.message_user(request, text % {"count": kept}, messages.WARNING)

    def restore_selected(self, request: HttpRequest, queryset: Any) -> None:
        posts = [post for post in queryset if permissions.can_change_post(request.user, post)]
        self.move_all(request, posts, "", RevisionKind.RESTORED)
        text = ngettext("%(count)d post is a draft again.", "%(count)d posts are drafts again.", len(posts))
        self.message_user(request, text % {"count": len(posts)}, messages.SUCCESS)

    @transaction.atomic
    def move_all(self, request: HttpRequest, posts: Iterable[Post], moment: str, kind: RevisionKind) -> None:
        """Set one of the four moments of `posts`, or none, and note it with each."""
        posts = list(posts)
        revisions.record_earlier_state(*(post.pk for post in posts))
        for post in posts:
            post.set_state(moment)
            post.save(update_fields=STATE_TIMESTAMPS)
            revisions.record_revision(post, kind, request.user)
        LogEntry.objects.log_actions(str(request.user.pk), posts, CHANGE, str(kind.label))

    @method_decorator(csrf_protect)
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, then put the post into the bin; one that lies there is deleted for ever."""
        post = self.get_object(request, unquote(object_id))
        if post is None or post.binned_at:
            return super().delete_view(
                request, object_id, {"title": _("Delete for ever"), **(extra_context or {})}
            )
        if not self.has_delete_permission(request, post):
            raise PermissionDenied
        if request.method == "POST":
            self.move_all(request, [post], "binned_at", RevisionKind.TRASHED)
            self.message_user(request, _("“%s” is in the bin.") % post, messages.SUCCESS)
            return self.response_post_save_change(request, post)
        return self.confirm(request, "bin_confirmation.html", title=_("Put into the bin"), original=post)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let the old addresses of a post go with it, whoever may not delete those of others."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(needed) - {Redirect._meta.verbose_name}, protected

    def empty_view(self, request: HttpRequest) -> HttpResponse:
        """Ask, then delete for ever what lies in the bin, as far as whoever asks may see it."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        posts = cast(PostQuerySet, self.get_queryset(request)).trashed()
        if request.method == "POST":
            return self.empty(request, posts)
        count = posts.count()
        shown = posts.only("title")[:MAX_LISTED_TITLES]
        return self.confirm(
            request,
            "empty_bin.html",
            title=_("Empty the bin"),
            posts=shown,
            count=count,
            more=count - MAX_LISTED_TITLES,
        )

    @transaction.atomic
    def empty(self, request: HttpRequest, posts: PostQuerySet) -> HttpResponse:
        self.log_deletions(request, posts.only("title"))
        count = posts.count()
        posts.delete()
        text = ngettext("%(count)d post deleted for ever.", "%(count)d posts deleted for ever.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:posts_post_changelist"))

    def confirm(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/posts/post/{template}", context)


def is_trash_list(request: HttpRequest) -> bool:
    """Whether the list that was asked for is that of the bin."""
    return request.GET.get("state") == PostState.TRASHED
