"""What was typed and not saved yet: kept as it is typed, offered to whoever comes back."""

import logging
import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts import permissions
from posts.admin.copies import (
    UnsavedChanges,
    build_bound_form,
    build_initial_values,
    find_field_changes,
    override_initial,
    reject_with_error,
)
from posts.admin.unsaved import PreviewError, render_working_copy
from posts.editor import autosave, rescue
from posts.editor.autosave import AutosaveError, AutosaveView, EditorWindow
from posts.models import Post, WorkingCopy, get_display_name

logger = logging.getLogger(__name__)


class KeepingAdmin(admin.ModelAdmin):
    """Keeps what stands in open windows, offers it again, and gives back what cannot be saved."""

    # Seconds between two looks at what was typed.
    keep_every = 4.0

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("keep/", AutosaveView.as_view(), name="posts_post_keep"),
            path("copies/", view(require_safe(self.offers_view)), name="posts_post_copies"),
            path("copies/back/", view(require_safe(self.signed_in_view)), name="posts_post_signed_in"),
            path("copy/<uuid:uid>/", view(require_safe(self.copy_view)), name="posts_post_copy"),
            path("copy/<uuid:uid>/page/", view(require_safe(self.page_view)), name="posts_post_copy_page"),
            path("copy/<uuid:uid>/throw/", view(require_POST(self.throw_view)), name="posts_post_copy_throw"),
            *map(self.rescuing, super().get_urls()),
        ]

    # What was sent and cannot be saved -----------------------------------------

    def rescuing(self, pattern: URLPattern) -> URLPattern:
        """Return `pattern`; where a post is written, nothing that was sent is lost."""
        if pattern.name in rescue.FORM_URL_NAMES:
            pattern.callback = self.rescued(pattern.callback)
        return pattern

    def rescued(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def rescued(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            try:
                return self.stranger(request) or view(request, *args, **kwargs)
            except AutosaveError as refusal:
                return rescue.render_unsaved_form(request, capfirst(str(refusal)), refusal.status)
            except PermissionDenied:
                return rescue.render_unsaved_form(request, _("You may not change this post."), 403)
            except (OperationalError, OSError) as error:
                return rescue.render_unsaved_form(request, log_save_error(error), 503)

        return rescued

    def stranger(self, request: HttpRequest) -> HttpResponse | None:
        """Give the form back to whoever is signed out, or signed in as somebody else than the form is for."""
        if not self.admin_site.has_permission(request):
            return rescue.render_unsaved_form(
                request, _("You are signed out, so this could not be saved."), 403
            )
        if EditorWindow.from_post_data(request.POST).editor in {None, request.user.pk}:
            return None
        name = {"name": get_display_name(cast(Any, request.user))}
        return rescue.render_unsaved_form(
            request, _("This form was opened for somebody else than %(name)s.") % name, 409
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and "_preview" in request.POST:
            return self.keep_and_show(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (OperationalError, OSError) as error:
            if request.method != "POST":
                raise
            request.trouble = log_save_error(error)  # type: ignore[attr-defined]
            for file in request.FILES.values():
                cast(Any, file).seek(0)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = 503
            return response

    def get_form(
        self,
        request: HttpRequest,
        obj: Post | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[ModelForm]:
        form_class = super().get_form(request, obj, change, **kwargs)
        if why := getattr(request, "trouble", ""):
            return reject_with_error(form_class, why)
        if copy := self.taken(request, obj):
            return override_initial(form_class, build_initial_values(form_class, copy))
        return form_class

    def keep_and_show(self, request: HttpRequest) -> HttpResponse:
        """Keep the form that was sent, and show the page it would make."""
        copy = autosave.save_working_copy(
            request.user,
            EditorWindow.from_post_data(request.POST),
            autosave.extract_typed_fields(request.POST),
        )
        return redirect("admin:posts_post_copy_page", copy.uid)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponseRedirect:
        """Offer what was typed into a post that was deleted meanwhile as a new one."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]
        copy = autosave.save_working_copy(
            request.user,
            EditorWindow.from_post_data(request.POST),
            autosave.extract_typed_fields(request.POST),
        )
        text = _("This post was deleted meanwhile. What you typed is here: save it as a new post, or leave.")
        self.message_user(request, text, messages.WARNING)
        return redirect(copy)

    # What was kept ----------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context["original"]
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        context["offers"] = self.offers(request, obj) if request.method != "POST" else []
        context["may_take"] = may_write
        if may_write:
            context["window"] = self.window(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def window(self, request: HttpRequest, obj: Post | None) -> dict[str, Any]:
        """Return what the window that opens has to know of itself."""
        sent, copy = EditorWindow.from_post_data(request.POST), self.taken(request, obj)
        return {
            "uid": sent.uid,
            "editor": request.user.pk,
            "post": obj.pk if obj else "",
            "taken": f"{copy.uid}@{copy.saved_at.isoformat()}" if copy else sent.restored_from,
            "is_unsaved": bool(copy) or request.method == "POST",
            "every": int(self.keep_every * 1000),
            "sign_in_url": rescue.build_sign_in_url(),
        }

    def taken(self, request: HttpRequest, obj: Post | None) -> WorkingCopy | None:
        """Return the copy whose text the form that opens is to hold."""
        uid = autosave.parse_uuid_or_none(request.GET.get("copy", "")) if request.method == "GET" else None
        if uid is None:
            return None
        return WorkingCopy.objects.filter(editor=request.user.pk, uid=uid, post=obj).first()

    def offers(self, request: HttpRequest, obj: Post | None) -> list[UnsavedChanges]:
        """Return what was typed into `obj`, or into new posts, and not saved; forget what was saved since."""
        copies = WorkingCopy.objects.filter(editor=request.user.pk, post=obj)
        taken = self.taken(request, obj)
        return list(self.unsaved(request, [copy for copy in copies if copy != taken]))

    def unsaved(self, request: HttpRequest, copies: list[WorkingCopy]) -> Iterator[UnsavedChanges]:
        shown: list[Any] = []
        for copy in copies:
            offer = self.offer(request, copy)
            # The same text twice, from two windows, is one text.
            if offer.changes and copy.fields not in shown:
                shown.append(copy.fields)
                yield offer
            else:
                copy.delete()

    def offer(self, request: HttpRequest, copy: WorkingCopy) -> UnsavedChanges:
        return UnsavedChanges(copy, list(find_field_changes(self.form_with(request, copy))))

    def form_with(self, request: HttpRequest, copy: WorkingCopy) -> ModelForm:
        """Return the form of its post that holds `copy` as if it had been sent."""
        # Not our own, which may begin with another copy; and with all fields, whoever may change them now.
        form_class = super().get_form(request, copy.post, change=False)
        initial = {} if copy.post else self.get_changeform_initial_data(request)
        return build_bound_form(form_class, copy, initial=initial)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        autosave.delete_saved_copies(request.user, request.POST)

    def own_copy(self, request: HttpRequest, uid: uuid.UUID) -> WorkingCopy:
        if not permissions.can_write_posts(request.user):
            raise PermissionDenied
        return get_object_or_404(WorkingCopy, uid=uid, editor=request.user.pk)

    def offers_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is offered where a post is written, as a part of that page."""
        if not permissions.can_write_posts(request.user):
            raise PermissionDenied
        key = request.GET.get("post", "")
        post = (
            get_object_or_404(Post.objects.manageable_by(request.user), pk=autosave.parse_id_or_none(key))
            if key
            else None
        )
        may_take = self.has_change_permission(request, post) if post else self.has_add_permission(request)
        context = {"offers": self.offers(request, post), "may_take": may_take}
        return render(request, "admin/posts/copies.html", context)

    def copy_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show what a working copy would change."""
        copy = self.own_copy(request, uid)
        post = copy.post
        context = {
            **self.admin_site.each_context(request),
            "title": _("What was typed and not saved"),
            "subtitle": str(copy),
            "opts": self.opts,
            "original": post,
            "offer": self.offer(request, copy),
            "may_take": self.has_change_permission(request, post) if post else True,
        }
        return TemplateResponse(request, "admin/posts/copies_difference.html", context)

    def page_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the page that saving a working copy would make."""
        copy = self.own_copy(request, uid)
        try:
            response = render_working_copy(self, request, copy, self.form_with)
        except PreviewError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:posts_post_copy", uid)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store, private"
        return response

    def throw_view(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        copy = self.own_copy(request, uid)
        copy.delete()
        self.message_user(request, _("Thrown away: %(title)s") % {"title": copy}, messages.SUCCESS)
        return redirect(copy.get_absolute_url().partition("?")[0])

    def signed_in_view(self, request: HttpRequest) -> HttpResponse:
        """Say to whoever signed in beside a window that it goes on by itself."""
        context = {**self.admin_site.each_context(request), "title": _("You are signed in")}
        return TemplateResponse(request, "admin/posts/copies_back.html", context)


def log_save_error(error: Exception) -> str:
    """Write `error` down, and return what to say of it."""
    logger.error("A post could not be saved.", exc_info=error)
    return _("It could not be saved: the server's disk may be full, or its database busy. Save it again.")
