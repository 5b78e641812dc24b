"""Working copies: what autosave stored and nobody saved, offered again, compared, previewed, discarded.

Storing it is `posts.editor.autosave`.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts.admin.draft_preview import PreviewError, render_working_copy
from posts.admin.extension import AdminExtension
from posts.admin.form_recovery import build_sign_in_url
from posts.admin.unsaved_changes import (
    UnsavedChanges,
    build_bound_form,
    build_initial_values,
    find_unsaved_fields,
    override_initial,
)
from posts.editor import autosave
from posts.editor.autosave import AutosaveView, EditorWindow
from posts.models import Post, WorkingCopy, permissions


class WorkingCopyExtension(AdminExtension):
    """Offers what was autosaved where the post is written, and opens the form with it."""

    autosave_seconds = 4.0  # between two looks at what was typed

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("keep/", AutosaveView.as_view(), name="posts_post_autosave"),
            path("copies/", wrap(require_safe(self.list_view)), name="posts_post_unsaved"),
            path("copies/back/", wrap(require_safe(self.signed_in_view)), name="posts_post_signed_in"),
            path("copy/<uuid:uid>/", wrap(require_safe(self.compare_view)), name="posts_post_copy"),
            path("copy/<uuid:uid>/page/", wrap(require_safe(self.page_view)), name="posts_post_copy_preview"),
            path(
                "copy/<uuid:uid>/throw/",
                wrap(require_POST(self.discard_view)),
                name="posts_post_copy_discard",
            ),
        ]

    # The form ----------------------------------------------------------------------

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        if request.method == "POST" and "_preview" in request.POST:
            return redirect("admin:posts_post_copy_preview", autosave_sent_form(request).uid)
        return show_form()

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        if copy := get_requested_copy(request, obj):
            return override_initial(form_class, build_initial_values(form_class, copy))
        return form_class

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        can_write = self.can_restore_into(request, post)
        context["unsaved_changes"] = self.get_unsaved(request, post) if request.method != "POST" else []
        context["can_restore"] = can_write
        if can_write:
            context["editor_window"] = self.describe_window(request, post)

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        autosave.delete_saved_copies(request.user, request.POST)

    def can_restore_into(self, request: HttpRequest, post: Post | None) -> bool:
        if post is None:
            return bool(self.model_admin.has_add_permission(request))
        return bool(self.model_admin.has_change_permission(request, post))

    def describe_window(self, request: HttpRequest, post: Post | None) -> dict[str, Any]:
        """Return what the form's hidden inputs say of the window that it opens in."""
        sent, copy = EditorWindow.from_post_data(request.POST), get_requested_copy(request, post)
        return {
            "uid": sent.uid,
            "editor": request.user.pk,
            "post": post.pk if post else "",
            "restored_from": f"{copy.uid}@{copy.saved_at.isoformat()}" if copy else sent.restored_from,
            "is_unsaved": bool(copy) or request.method == "POST",
            "autosave_milliseconds": int(self.autosave_seconds * 1000),
            "sign_in_url": build_sign_in_url(),
        }

    # What is unsaved ---------------------------------------------------------------

    def get_unsaved(self, request: HttpRequest, post: Post | None) -> list[UnsavedChanges]:
        """Return what was typed into `post`, or into new posts, and not saved.

        Copies that change nothing (any more), and a second copy of the same text, are deleted.
        """
        opened = get_requested_copy(request, post)
        copies = WorkingCopy.objects.filter(editor=request.user.pk, post=post)
        return list(self.delete_or_yield(request, [copy for copy in copies if copy != opened]))

    def delete_or_yield(self, request: HttpRequest, copies: list[WorkingCopy]) -> Iterator[UnsavedChanges]:
        seen: list[Any] = []
        for copy in copies:
            unsaved = self.compare_with_saved(request, copy)
            if unsaved.changes and copy.fields not in seen:
                seen.append(copy.fields)
                yield unsaved
            else:
                copy.delete()

    def compare_with_saved(self, request: HttpRequest, copy: WorkingCopy) -> UnsavedChanges:
        return UnsavedChanges(copy, list(find_unsaved_fields(self.build_form(request, copy))))

    def build_form(self, request: HttpRequest, copy: WorkingCopy) -> ModelForm:
        """Return the form of its post that holds `copy` as if it had been sent."""
        form_class = self.model_admin.get_plain_form(request, copy.post)
        initial = {} if copy.post else self.model_admin.get_changeform_initial_data(request)
        return build_bound_form(form_class, copy, initial=initial)

    # Pages -------------------------------------------------------------------------

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is unsaved of one post, or of new ones, as a part of the form's page."""
        if not permissions.can_write_posts(request.user):
            raise PermissionDenied
        key = request.GET.get("post", "")
        posts = Post.objects.manageable_by(request.user)
        post = get_object_or_404(posts, pk=autosave.parse_id_or_none(key)) if key else None
        context = {
            "unsaved_changes": self.get_unsaved(request, post),
            "can_restore": self.can_restore_into(request, post),
        }
        return render(request, "admin/posts/autosave/draft_prompts.html", context)

    def compare_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show what a working copy would change."""
        copy = get_own_copy(request, uid)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Unsaved changes"),
            "subtitle": str(copy),
            "opts": self.model_admin.opts,
            "original": copy.post,
            "unsaved": self.compare_with_saved(request, copy),
            "can_restore": copy.post is None or self.can_restore_into(request, copy.post),
        }
        return TemplateResponse(request, "admin/posts/autosave/draft_diff.html", context)

    def page_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the page that saving a working copy would make."""
        copy = get_own_copy(request, uid)
        try:
            response = render_working_copy(self.model_admin, request, copy, self.build_form)
        except PreviewError as error:
            messages.error(request, str(error))
            return redirect("admin:posts_post_copy", uid)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store, private"
        return response

    def discard_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        copy = get_own_copy(request, uid)
        copy.delete()
        messages.success(request, _("Discarded: %(title)s") % {"title": copy})
        return redirect(copy.get_absolute_url().partition("?")[0])

    def signed_in_view(self, request: HttpRequest) -> HttpResponse:
        """Tell whoever signed in beside an open window that the window goes on by itself."""
        context = {**self.admin_site.each_context(request), "title": _("You are signed in")}
        return TemplateResponse(request, "admin/posts/autosave/signed_in.html", context)


def autosave_sent_form(request: HttpRequest) -> WorkingCopy:
    """Store the form that was sent as the working copy of its window. Raises `AutosaveError`."""
    window, fields = EditorWindow.from_post_data(request.POST), autosave.extract_typed_fields(request.POST)
    return autosave.save_working_copy(request.user, window, fields)


def redirect_to_orphaned_form(request: HttpRequest) -> HttpResponse:
    """Keep what was sent for a post that was deleted meanwhile, and lead to it as a new post."""
    copy = autosave_sent_form(request)
    text = _("This post has been deleted. Your text is below: save it as a new post, or leave the page.")
    messages.warning(request, text)
    return redirect(copy)


def get_requested_copy(request: HttpRequest, post: Post | None) -> WorkingCopy | None:
    """Return the copy of `post` that the form is to open with, named by `copy` in the address."""
    uid = autosave.parse_uuid_or_none(request.GET.get("copy", "")) if request.method == "GET" else None
    if uid is None:
        return None
    return WorkingCopy.objects.filter(editor=request.user.pk, uid=uid, post=post).first()


def get_own_copy(request: HttpRequest, uid: uuid.UUID) -> WorkingCopy:
    """Return the copy `uid` of whoever asks. Raises PermissionDenied and Http404."""
    if not permissions.can_write_posts(request.user):
        raise PermissionDenied
    return get_object_or_404(WorkingCopy, uid=uid, editor=request.user.pk)
