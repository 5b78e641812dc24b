"""A form that was sent and cannot be saved: what was typed comes back, and is stored nowhere."""

from typing import cast
from urllib.parse import urlsplit

from django.contrib.admin import site
from django.contrib.auth.models import AbstractUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf

from posts.models import get_display_name

UNSAVED_FORM_TEMPLATE = "admin/posts/copies_sent.html"
FORM_URL_NAMES = frozenset({"posts_post_add", "posts_post_change"})
# What one would copy by hand; the rest goes along hidden.
VISIBLE_FIELDS = ("title", "source", "summary")
WINDOW_FIELDS = frozenset({"_window", "_post", "_taken", "_mine"})


def render_unsaved_form(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """Answer with everything in the form that was sent, to be sent again."""
    user = cast(AbstractUser, request.user) if has_admin_access(request) else None
    context = {
        # Not the whole context of the admin: what that asks the database for, it may not get now.
        "site_header": site.site_header,
        "site_title": site.site_title,
        "title": _("Not saved yet"),
        "why": why,
        "shown": {name: request.POST.get(name, "") for name in VISIBLE_FIELDS},
        "hidden": [*get_hidden_fields(request), *([("_editor", str(user.pk))] if user else [])],
        "has_files": bool(request.FILES),
        "name": get_display_name(user) if user else "",
        "sign_in_url": build_sign_in_url(),
    }
    response = render(request, UNSAVED_FORM_TEMPLATE, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def build_sign_in_url() -> str:
    """Return where one signs in beside the window that is open."""
    return f"{reverse('admin:login')}?next={reverse('admin:posts_post_signed_in')}"


def get_hidden_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what goes along with a form that is sent again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name in WINDOW_FIELDS or not name.startswith(("_", "csrf", *VISIBLE_FIELDS))
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give a post's form back that bears an old token: whoever signs in anew gets a new one.

    Only to our own pages: nobody shall be led to save what another site sent.
    """
    match = request.resolver_match
    if match and match.url_name in FORM_URL_NAMES and is_same_origin(request):
        why = _("The form was older than your last signing in. Save it again from here.")
        return render_unsaved_form(request, why, 403)
    return cast(HttpResponse, csrf.csrf_failure(request, reason=reason))


def is_same_origin(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def has_admin_access(request: HttpRequest) -> bool:
    try:
        return bool(site.has_permission(request))
    except DatabaseError:  # that may be why the form comes back
        return False
