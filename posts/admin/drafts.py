"""Drafts in the admin: the form opens with what its editor typed; drafts are compared, previewed, discarded.

Storing them is `posts.revisions.drafts`; what the form's script calls is `posts.editor.autosave`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts.admin.draft_preview import PreviewError, render_draft
from posts.admin.extension import AdminExtension
from posts.admin.form_recovery import build_sign_in_url
from posts.admin.unsaved_changes import (
    UnsavedChanges,
    build_bound_form,
    build_initial_values,
    find_unsaved_fields,
    override_initial,
)
from posts.editor.autosave import AutosaveView, describe_newer_version
from posts.models import Draft, DraftRevision, Post, permissions
from posts.models.draft import TypedText
from posts.revisions.draft_history import list_unmerged_texts
from posts.revisions.drafts import (
    SavedDraft,
    delete_applied_draft,
    delete_draft,
    get_draft,
    list_drafts,
    save_draft,
)
from posts.revisions.editor_window import EditorWindow, extract_typed_fields, parse_id_or_none
from posts.revisions.new_posts import is_never_saved


class DraftExtension(AdminExtension):
    """Opens the form with the draft of whoever writes, and says so; shows what a draft would change."""

    autosave_seconds = 1.5  # between two looks at what was typed

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Any]] = {
            "signed-in/": ("signed_in", require_safe(self.signed_in_view)),
            "draft/<int:pk>/": ("draft", require_safe(self.compare_view)),
            "draft/<int:pk>/preview/": ("draft_preview", require_safe(self.preview_view)),
            "draft/<int:pk>/discard/": ("draft_discard", require_POST(self.discard_view)),
            "draft-history/<int:pk>/": ("draft_revision", require_safe(self.revision_view)),
            "draft-history/<int:pk>/discard/": (
                "draft_revision_discard",
                require_POST(self.discard_revision_view),
            ),
        }
        return [
            path("autosave/", AutosaveView.as_view(), name="posts_post_autosave"),
            *(
                path(route, self.admin_site.admin_view(view), name=f"posts_post_{name}")
                for route, (name, view) in pages.items()
            ),
        ]

    # The form ----------------------------------------------------------------------

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        if request.method == "POST" and "_preview" in request.POST:
            saved = save_sent_form(request, parse_id_or_none(object_id or ""))
            if saved.draft is None:
                return redirect(request.path)
            return redirect("admin:posts_post_draft_preview", saved.draft.pk)
        if request.method == "GET":
            self.delete_draft_without_changes(request, parse_id_or_none(object_id or ""))
        return show_form()

    def delete_draft_without_changes(self, request: HttpRequest, post_id: int | None) -> None:
        """Delete the draft of the user for a post if it changes nothing, or nothing any more."""
        draft = Draft.objects.filter(post=post_id, editor=request.user.pk).select_related("post").first()
        if post_id and draft and not self.compare_with_saved(request, draft).changes:
            delete_draft(draft, keep=False)

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        if text := get_text_to_open(request, obj):
            return override_initial(form_class, build_initial_values(form_class, text))
        return form_class

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        if self.can_write(request, post):
            context["editor_window"] = self.describe_window(request, post)
        if request.method != "POST":
            context["draft_bar"] = self.describe_draft(request, post)

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        delete_applied_draft(request.user, obj, EditorWindow.from_post_data(request.POST))

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Tell the window that opened a popup of a new post, not of a changed one."""
        if IS_POPUP_VAR in request.POST and getattr(request, "is_autosaved_post", False):
            request.is_autosaved_post = False  # type: ignore[attr-defined]
            return self.model_admin.response_add(request, obj)
        return None

    def can_write(self, request: HttpRequest, post: Post | None) -> bool:
        if post is None:
            return bool(self.model_admin.has_add_permission(request))
        return bool(self.model_admin.has_change_permission(request, post))

    def describe_window(self, request: HttpRequest, post: Post | None) -> dict[str, Any]:
        """Return what the form's hidden inputs say of the window that it opens in."""
        sent, text = EditorWindow.from_post_data(request.POST), get_text_to_open(request, post)
        draft = get_draft(post, request.user) or (text if isinstance(text, Draft) else None)
        is_draft_seen = request.method != "POST" or getattr(request, "has_seen_draft", False)
        return {
            "uid": sent.uid,
            "seq": sent.seq,
            "editor": request.user.pk,
            "post": post.pk if post else "",
            "draft": (draft.token if draft else "") if is_draft_seen else sent.draft_token,
            # What an address asks to be merged is stored already, until something is typed.
            "is_unsaved": request.method == "POST" and not hasattr(request, "is_merge_requested"),
            "is_draft": text is not None,
            "autosave_milliseconds": int(self.autosave_seconds * 1000),
            "sign_in_url": build_sign_in_url(),
        }

    def describe_draft(self, request: HttpRequest, post: Post | None) -> dict[str, Any]:
        """Return what the bar above the form says of drafts: the own one, unmerged texts, those of others."""
        if post is None:
            return {}
        draft = get_draft(post, request.user)
        return {
            "draft": None if draft and is_never_saved(post) else draft,
            "news": describe_newer_version(post, draft.base_version, request.user) if draft else "",
            "opened": get_requested_revision(request, post),
            "unmerged": list_unmerged_texts(post, request.user)[:1],
            "others": list_drafts(post).exclude(editor=request.user.pk),
            "can_write": self.can_write(request, post),
        }

    # Comparing ---------------------------------------------------------------------

    def compare_with_saved(self, request: HttpRequest, text: Draft | DraftRevision) -> UnsavedChanges:
        return UnsavedChanges(text, list(find_unsaved_fields(self.build_form(request, text))))

    def build_form(self, request: HttpRequest, text: Draft | DraftRevision) -> ModelForm:
        """Return the form of its post that holds `text` as if it had been sent."""
        form_class = self.model_admin.get_plain_form(request, text.post)
        initial = {} if text.post else self.model_admin.get_changeform_initial_data(request)
        return build_bound_form(form_class, text, initial=initial)

    # Pages -------------------------------------------------------------------------

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a draft would change."""
        draft = get_own_text(request, Draft, pk)
        return self.render_comparison(request, draft, draft.get_absolute_url())

    def revision_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a text of the history would change."""
        revision = get_own_text(request, DraftRevision, pk)
        url = reverse("admin:posts_post_change", args=[revision.post_id]) if revision.post_id else ""
        return self.render_comparison(request, revision, f"{url}?restore={pk}" if url else "")

    def render_comparison(
        self, request: HttpRequest, text: Draft | DraftRevision, form_url: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Unsaved changes"),
            "subtitle": str(text),
            "opts": self.model_admin.opts,
            "original": text.post,
            "text": text,
            "is_draft": isinstance(text, Draft),
            "changes": self.compare_with_saved(request, text).changes,
            "form_url": form_url if self.can_write(request, text.post) else "",
        }
        return TemplateResponse(request, "admin/posts/drafts/compare.html", context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page that saving a draft would make."""
        draft = get_own_text(request, Draft, pk)
        try:
            response = render_draft(self.model_admin, request, draft, self.build_form)
        except PreviewError as error:
            messages.error(request, str(error))
            return redirect("admin:posts_post_draft", pk)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store, private"
        return response

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = get_own_text(request, Draft, pk)
        post = draft.post_id
        delete_draft(draft)
        messages.success(request, _("Discarded: %(title)s") % {"title": draft})
        return redirect("admin:posts_post_change", post) if post else redirect("admin:index")

    def discard_revision_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that an unmerged text is not needed; it stays in the history until that is thinned."""
        revision = get_own_text(request, DraftRevision, pk)
        DraftRevision.objects.filter(pk=pk).update(is_unmerged=False)
        messages.success(request, _("Discarded: %(title)s") % {"title": revision})
        post = revision.post_id
        return redirect("admin:posts_post_change", post) if post else redirect("admin:index")

    def signed_in_view(self, request: HttpRequest) -> HttpResponse:
        """Tell whoever signed in beside an open window that the window goes on by itself."""
        context = {**self.admin_site.each_context(request), "title": _("You are signed in")}
        return TemplateResponse(request, "admin/posts/autosave/signed_in.html", context)


def save_sent_form(request: HttpRequest, post_id: int | None = None) -> SavedDraft:
    """Store the form that was sent as the draft of its post: `post_id`, or that which the form names.

    Raises `DraftError`.
    """
    window, fields = EditorWindow.from_post_data(request.POST), extract_typed_fields(request.POST)
    return save_draft(request.user, replace(window, post=post_id or window.post), fields)


def find_autosaved_post(request: HttpRequest) -> str | None:
    """Return the id of the post that the window which sends an "add" form became by autosave."""
    window = EditorWindow.from_post_data(request.POST)
    if request.method != "POST" or "_window" not in request.POST:
        return None
    post = Post.objects.filter(uid=window.uid).only("pk").first()
    if post is None:
        return None
    if "version" not in request.POST or not request.POST["version"]:
        draft = get_draft(post, request.user)
        data = request.POST.copy()
        data["version"] = str(draft.base_version if draft else 1)
        request.POST = data  # type: ignore[assignment]
    request.is_autosaved_post = True  # type: ignore[attr-defined]
    return str(post.pk)


def redirect_to_orphaned_form(request: HttpRequest, object_id: str) -> HttpResponse:
    """Keep what was sent for a post that was deleted meanwhile, and lead to the new post that it becomes.

    Raises `DraftError` where the post is there, but not for the user.
    """
    saved = save_sent_form(request, parse_id_or_none(object_id))
    if saved.draft is None:
        return redirect("admin:posts_post_changelist")
    text = _("This post has been deleted. Your text has become a new post, which is not published.")
    messages.warning(request, text)
    return redirect(saved.draft)


def get_text_to_open(request: HttpRequest, post: Post | None) -> Draft | DraftRevision | None:
    """Return what the form of `post` opens with: what the address asks for, or the draft of the user."""
    if request.method != "GET":
        return None
    if not hasattr(request, "text_to_open"):
        request.text_to_open = find_text_to_open(request, post)  # type: ignore[attr-defined]
    return cast(Any, request).text_to_open  # type: ignore[no-any-return]


def find_text_to_open(request: HttpRequest, post: Post | None) -> Draft | DraftRevision | None:
    if post is None:
        orphans = Draft.objects.filter(editor=request.user.pk, post=None)
        return orphans.filter(pk=parse_id_or_none(request.GET.get("draft", "")) or 0).first()
    if not permissions.can_draft_changes(request.user, post):
        return None
    return get_requested_revision(request, post) or get_draft(post, request.user)


def get_requested_revision(request: HttpRequest, post: Post) -> DraftRevision | None:
    """Return the text of the history of drafts that the address asks for."""
    key = parse_id_or_none(request.GET.get("restore", ""))
    return (key and DraftRevision.objects.filter(pk=key, editor=request.user.pk, post=post).first()) or None


def get_own_text(request: HttpRequest, model: type[TypedText], pk: int) -> Any:
    """Return the draft, or the text of a history, `pk` of whoever asks. Raises PermissionDenied, Http404."""
    if not permissions.can_write_posts(request.user):
        raise PermissionDenied
    texts = cast(Any, model).objects.select_related("post")
    return get_object_or_404(texts, pk=pk, editor=request.user.pk)
