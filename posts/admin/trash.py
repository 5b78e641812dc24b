"""The trash: posts are put there instead of being deleted, restored from there, or deleted for good."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from posts.admin.bulk_selection import Selection, confirm_removal, is_unconfirmed
from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.undo import offer_undo
from posts.models import Post, PostKind, PostState, Redirect, RevisionKind, permissions
from posts.models.querysets import PostQuerySet
from posts.models.state import STATE_TIMESTAMPS
from posts.revisions import recording

MAX_LISTED_TITLES = 100  # before the trash is emptied


class TrashMixin(AuditedDeletionsMixin):
    """Makes "delete" put a post into the trash; only what lies there is deleted for good."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer to put posts into the trash; in its own list, to restore them or delete them for good."""
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" not in actions:
            return actions
        if not is_trash_list(request):
            action = (type(self).trash_selected, "delete_selected", gettext_lazy("Move to trash"))
            return {**actions, "delete_selected": action}
        delete_selected = actions["delete_selected"][0]
        restore_selected = type(self).restore_selected
        return {
            "restore_selected": (restore_selected, "restore_selected", gettext_lazy("Restore")),
            "delete_selected": (delete_selected, "delete_selected", gettext_lazy("Delete permanently")),
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        can_empty = is_trash_list(request) and self.has_delete_permission(request)
        return super().changelist_view(request, {"can_empty_trash": can_empty, **(extra_context or {})})

    def trash_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        posts = [post for post in queryset if permissions.can_delete_post(request.user, post)]
        selection = Selection(request, ())
        selection.posts = posts
        if is_unconfirmed(selection):
            return confirm_removal(self, selection, _("Move to trash"))
        set_trash_state(request, posts, "binned_at", RevisionKind.TRASHED)
        text = ngettext(
            "%(count)d post moved to the trash.", "%(count)d posts moved to the trash.", len(posts)
        )
        keys = [post.pk for post in posts]
        messages.success(request, offer_undo(request, text % {"count": len(posts)}, keys))
        if left_out := len(queryset) - len(posts):
            text = ngettext(
                "%(count)d post not moved: you do not have permission to delete it.",
                "%(count)d posts not moved: you do not have permission to delete them.",
                left_out,
            )
            messages.warning(request, text % {"count": left_out})
        return None

    def restore_selected(self, request: HttpRequest, queryset: Any) -> None:
        posts = [post for post in queryset if permissions.can_change_post(request.user, post)]
        set_trash_state(request, posts, "", RevisionKind.RESTORED)
        text = ngettext(
            "%(count)d post restored as a draft.", "%(count)d posts restored as drafts.", len(posts)
        )
        messages.success(request, text % {"count": len(posts)})

    @method_decorator(csrf_protect)
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, then put the post into the trash; one that lies there is deleted for good."""
        post = self.get_object(request, unquote(object_id))
        if post is None or post.binned_at:
            context = {"title": _("Delete permanently"), **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        if not self.has_delete_permission(request, post):
            raise PermissionDenied
        if request.method == "POST":
            set_trash_state(request, [post], "binned_at", RevisionKind.TRASHED)
            text = _("“%s” was moved to the trash.") % post
            messages.success(request, offer_undo(request, text, [post.pk]))
            return self.response_post_save_change(request, post)
        title = _("Move to trash")
        return self.render_confirmation(request, "trash_confirmation.html", title=title, original=post)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let the redirects to a post be deleted with it, also by those who may not delete redirects."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(needed) - {Redirect._meta.verbose_name}, protected

    def empty_trash_view(self, request: HttpRequest) -> HttpResponse:
        """Ask, then delete for good what lies in the trash, as far as whoever asks may see it."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        kind = PostKind.PAGE if request.GET.get("kind") == PostKind.PAGE else PostKind.POST
        posts = cast(PostQuerySet, self.get_queryset(request)).trashed().filter(kind=kind)
        if request.method == "POST":
            return self.delete_trashed(request, posts)
        count = posts.count()
        return self.render_confirmation(
            request,
            "empty_trash.html",
            title=_("Empty trash"),
            posts=posts.only("title")[:MAX_LISTED_TITLES],
            count=count,
            more=count - MAX_LISTED_TITLES,
        )

    @transaction.atomic
    def delete_trashed(self, request: HttpRequest, posts: PostQuerySet) -> HttpResponse:
        self.log_deletions(request, posts.only("title"))
        count = posts.count()
        posts.delete()
        text = ngettext("%(count)d post permanently deleted.", "%(count)d posts permanently deleted.", count)
        messages.success(request, text % {"count": count})
        return HttpResponseRedirect(reverse(f"admin:posts_{request.GET.get('kind') or 'post'}_changelist"))

    def render_confirmation(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/posts/post/{template}", context)


@transaction.atomic
def set_trash_state(request: HttpRequest, posts: Iterable[Post], timestamp: str, kind: RevisionKind) -> None:
    """Set the state of `posts` by `timestamp` ("" for a draft), with a revision and a log entry for each."""
    posts = list(posts)
    recording.record_earlier_state(*(post.pk for post in posts))
    for post in posts:
        post.set_state(timestamp)
        post.save(update_fields=STATE_TIMESTAMPS)
        recording.record_revision(post, kind, request.user)
    LogEntry.objects.log_actions(str(request.user.pk), posts, CHANGE, str(kind.label))


def is_trash_list(request: HttpRequest) -> bool:
    """Whether the list was asked for with the filter of the trash."""
    return request.GET.get("state") == PostState.TRASHED
