"""Unsaved form recovery: a form of a post that cannot be saved comes back with all that was typed.

Two stages. Where only the database or the disk failed, the form itself is shown again with an error
(`FormRecoveryExtension`). Where even that is impossible (signed out, no permission, an old token), a
plain page holds what was sent (`recover_form_views`, `csrf_failure`). Neither stores anything.
"""

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.admin import site
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import csrf

from posts.admin.extension import AdminExtension
from posts.database.errors import is_disk_full
from posts.models import get_display_name
from posts.revisions.drafts import DraftError
from posts.revisions.editor_window import EditorWindow
from posts.views.service import RETRY_SECONDS

logger = logging.getLogger(__name__)

UNSAVED_FORM_TEMPLATE = "admin/posts/autosave/rescue_form.html"
FORM_URL_NAMES = frozenset({"posts_post_add", "posts_post_change"})
# What one would copy by hand; the rest is sent again in hidden inputs.
VISIBLE_FIELDS = ("title", "source", "summary")
WINDOW_FIELDS = frozenset({"_window", "_seq", "_post", "_draft", "_merged"})

SAVE_ERRORS = (OperationalError, InterfaceError, OSError)

View = Callable[..., HttpResponse]


class FormRecoveryExtension(AdminExtension):
    """Shows the form again, with status 503, where the database or the disk failed while it was saved."""

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        try:
            return show_form()
        except SAVE_ERRORS as error:
            if request.method != "POST":
                raise
            request.save_error = log_save_error(error)  # type: ignore[attr-defined]
            for file in request.FILES.values():
                cast(Any, file).seek(0)
            response = show_form()
            response.status_code = 503
            response["Retry-After"] = str(RETRY_SECONDS)
            return response

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        message = getattr(request, "save_error", "")
        return reject_with_error(form_class, message) if message else form_class


def reject_with_error(form_class: type[ModelForm], message: str) -> type[ModelForm]:
    """Return a subclass of `form_class` that is never valid: it shows what was typed, and `message`."""

    class RejectedForm(form_class):  # type: ignore[misc,valid-type]
        def clean(self) -> Any:
            super().clean()
            raise ValidationError(message)

    return RejectedForm


def recover_form_views(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """Return `patterns`, those of the add and change form so that nothing that is sent to them is lost."""
    found = list(patterns)
    for pattern in found:
        if pattern.name in FORM_URL_NAMES:
            pattern.callback = recover_form_view(pattern.callback)
    return found


def recover_form_view(view: View) -> View:
    """Wrap `view`, outside the check of the login, so that a form it cannot save is given back."""

    @wraps(view)
    def recovering_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            return reject_other_user(request) or view(request, *args, **kwargs)
        except DraftError as error:
            return render_unsaved_form(request, capfirst(str(error)), error.status)
        except PermissionDenied:
            return render_unsaved_form(request, _("You do not have permission to change this post."), 403)
        except SAVE_ERRORS as error:
            return render_unsaved_form(request, log_save_error(error), 503)

    return recovering_view


def reject_other_user(request: HttpRequest) -> HttpResponse | None:
    """Return the form to whoever is signed out, or signed in as somebody else than it was opened for."""
    if not site.has_permission(request):
        return render_unsaved_form(request, _("You are signed out, so this could not be saved."), 403)
    if EditorWindow.from_post_data(request.POST).editor in {None, request.user.pk}:
        return None
    name = {"name": get_display_name(cast(Any, request.user))}
    return render_unsaved_form(
        request, _("This form was opened by another user, not by %(name)s.") % name, 409
    )


def log_save_error(error: Exception) -> str:
    """Log `error`, and return the message for the editor."""
    logger.error("A post could not be saved.", exc_info=error)
    if is_disk_full(error):
        return _(
            "Saving failed: the server's disk is full. Contact the site administrator; keep this page open."
        )
    return _("Saving failed: the database cannot be reached, or is busy. Save again in a moment.")


def render_unsaved_form(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    """Answer with everything in the form that was sent, to be sent again."""
    user = cast(AbstractUser, request.user) if has_admin_access(request) else None
    context = {
        # Not the whole context of the admin: its queries may fail now.
        "site_header": site.site_header,
        "site_title": site.site_title,
        "title": _("Not saved yet"),
        "reason": reason,
        "visible_fields": {name: request.POST.get(name, "") for name in VISIBLE_FIELDS},
        "hidden_fields": [*get_hidden_fields(request), *([("_editor", str(user.pk))] if user else [])],
        "has_files": bool(request.FILES),
        "name": get_display_name(user) if user else "",
        "sign_in_url": build_sign_in_url(),
    }
    response = render(request, UNSAVED_FORM_TEMPLATE, context, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def build_sign_in_url() -> str:
    """Return the login page for a second window; it leads to a page that says so and no further."""
    return f"{reverse('admin:login')}?next={reverse('admin:posts_post_signed_in')}"


def get_hidden_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and values that are sent again in hidden inputs."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name in WINDOW_FIELDS or not name.startswith(("_", "csrf", *VISIBLE_FIELDS))
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give the form of a post back that bears an old token: signing in anew makes a new one.

    Only to our own pages: nobody shall be led to save what another site sent.
    """
    match = request.resolver_match
    if match and match.url_name in FORM_URL_NAMES and is_same_origin(request):
        text = _("The form was opened before you last signed in. Save again from here.")
        return render_unsaved_form(request, text, 403)
    return cast(HttpResponse, csrf.csrf_failure(request, reason=reason))


def is_same_origin(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def has_admin_access(request: HttpRequest) -> bool:
    try:
        return bool(site.has_permission(request))
    except (DatabaseError, InterfaceError):  # that may be why the form comes back
        return False
