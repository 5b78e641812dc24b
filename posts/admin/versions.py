"""Citable versions and corrections: asked for at "Update", and kept on the page of the history."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.extension import AdminExtension
from posts.models import CitableVersion, Post, PostState, Revision, permissions
from posts.models.render_messages import format_render_error
from posts.publishing import versions
from posts.publishing.transitions import get_requested_transition
from posts.rendering import RenderError

# What the dialog before an update asks for; the form holds the answers in hidden fields.
NOTABLE, CORRECTION, CITABLE = "_notable", "_correction", "_citable"
VERSION_DEFERRED_FIELDS = ("html", "source", "text", "toc")
UPDATE_ANSWERS = (NOTABLE, CORRECTION, CITABLE)


class CitableVersionExtension(AdminExtension):
    """Notes what an update was, marks and revokes citable versions, and edits corrections."""

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Any]] = {
            "<int:post_id>/history/<int:number>/cite/": ("cite", self.mark_view),
            "<int:post_id>/history/<int:number>/revoke/": ("uncite", self.revoke_view),
            "<int:post_id>/history/corrections/": ("corrections", self.correction_view),
        }
        return [
            path(route, self.admin_site.admin_view(require_POST(view)), name=f"posts_post_{name}")
            for route, (name, view) in pages.items()
        ]

    def before_save(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool) -> None:
        if is_update(request, obj) and (NOTABLE in read_answers(request) or read_correction(request)):
            obj.notable_at = timezone.now()

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        text = read_correction(request) if is_update(request, obj) else ""
        if text:
            versions.add_correction(obj, text, request.user)
        if CITABLE in read_answers(request) and can_mark(request, obj) and publishes(request, obj):
            version = versions.mark_citable(obj, request.user)
            version.post = obj
            self.report_citable(request, version)

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        answers = read_answers(request)
        context["update_answers"] = {name: answers.get(name, "") for name in UPDATE_ANSWERS}

    # Buttons of the history -----------------------------------------------------------------

    def mark_view(self, request: HttpRequest, post_id: int, number: int) -> HttpResponse:
        """Make a revision that readers saw citable."""
        post = self.get_marked_post(request, post_id)
        try:
            version = versions.mark_citable(
                post, request.user, get_object_or_404(Revision, post=post, version=number)
            )
        except versions.VersionError:
            messages.error(request, _("Only what readers have seen can be cited."))
        except RenderError as error:
            messages.error(request, format_render_error(error))
        else:
            version.post = post
            self.report_citable(request, version)
        return redirect_to_history(post)

    def revoke_view(self, request: HttpRequest, post_id: int, number: int) -> HttpResponse:
        """End the address of a citable version; it can be marked again."""
        post = self.get_marked_post(request, post_id)
        version = get_object_or_404(CitableVersion, post=post, number=number)
        versions.revoke_version(version, request.user)
        messages.success(request, _("Version %(number)d was revoked.") % {"number": number})
        return redirect_to_history(post)

    def correction_view(self, request: HttpRequest, post_id: int) -> HttpResponse:
        """Add a correction, or change or delete the one that `correction` names."""
        post = self.get_marked_post(request, post_id)
        text, key = request.POST.get("text", "").strip(), request.POST.get("correction", "")
        found = post.corrections.filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0).first()
        if key and found is None:
            raise Http404("correction")
        if found is None:
            if text:
                versions.add_correction(post, text, request.user)
                messages.success(request, _("The correction was added."))
        elif "delete" in request.POST or not text:
            found.delete()
            messages.success(request, _("The correction was deleted."))
        else:
            found.text = text
            found.save()
            messages.success(request, _("The correction was saved."))
        return redirect_to_history(post, "#corrections")

    def get_marked_post(self, request: HttpRequest, post_id: int) -> Post:
        """Return the post, if whoever asks may mark it. Raises Http404 and PermissionDenied."""
        post = cast(Post | None, self.model_admin.get_object(request, str(post_id)))
        if post is None:
            raise Http404("post")
        if not can_mark(request, post):
            raise PermissionDenied
        return post

    def report_citable(self, request: HttpRequest, version: CitableVersion) -> None:
        text = _("Version %(number)d can be cited now, at %(path)s.")
        messages.success(request, text % {"number": version.number, "path": version.get_absolute_url()})


def can_mark(request: HttpRequest, post: Post) -> bool:
    """Whether the user decides what readers see of `post`, which is no page."""
    is_editor = permissions.can_publish(request.user) and permissions.can_change_post(request.user, post)
    return is_editor and not post.is_page


def is_update(request: HttpRequest, post: Post) -> bool:
    """Whether "Update" was pressed for a post that readers saw, and see."""
    transition, outcome = get_requested_transition(request.POST), post.publish_outcome
    was_live = bool(outcome and outcome.state_before is PostState.LIVE)
    return (
        bool(transition and transition.name == "_update" and was_live and post.is_live) and not post.is_page
    )


def publishes(request: HttpRequest, post: Post) -> bool:
    """Whether a button was pressed after which readers see `post`."""
    transition = get_requested_transition(request.POST)
    return bool(transition and transition.publishes and post.is_live)


def read_answers(request: HttpRequest) -> dict[str, str]:
    """Return what was answered in the dialog before an update."""
    return {name: request.POST[name] for name in UPDATE_ANSWERS if request.POST.get(name, "").strip()}


def read_correction(request: HttpRequest) -> str:
    return read_answers(request).get(CORRECTION, "").strip()


def redirect_to_history(post: Post, fragment: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:posts_post_history', args=[post.pk])}{fragment}")


def build_history_context(request: HttpRequest, post: Post, revisions: Iterable[Revision]) -> dict[str, Any]:
    """Return what the page of the history shows beside `revisions`, which get `citable` and `was_live`."""
    is_allowed = can_mark(request, post)
    found = {version.number: version for version in post.citable_versions.defer(*VERSION_DEFERRED_FIELDS)}
    live = versions.list_live_versions(post) if is_allowed else set()
    for revision in revisions:
        revision.citable = found.get(revision.version)  # type: ignore[attr-defined]
        revision.was_live = revision.version in live  # type: ignore[attr-defined]
    for version in found.values():
        version.post = post
    return {"can_mark": is_allowed, "corrections": list(post.corrections.all())}
