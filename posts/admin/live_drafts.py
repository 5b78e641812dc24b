"""Drafts of posts that readers see, or will see: nothing typed is public until "Update".

The form of a live or scheduled post saves what is typed as its editor's draft. Only the buttons of the
transitions, "Update" among them, save the post itself.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.admin.preview_links import create_preview_link
from posts.models import Draft, Post, permissions
from posts.publishing.drafts import release_draft_links, submit_draft
from posts.publishing.transitions import PUBLIC_STATES, get_requested_transition
from posts.revisions.draft_snapshots import compare_draft, has_changes
from posts.revisions.drafts import SavedDraft, delete_draft, get_draft, save_draft
from posts.revisions.editor_window import EditorWindow, extract_typed_fields

SUBMIT_BUTTON = "_submit_changes"


class LiveDraftExtension(AdminExtension):
    """Saves the form of a public post as a draft, and tells on the form how that differs from the post."""

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        post = self.get_sent_post(request, object_id)
        if post is None:
            return show_form()
        if not permissions.can_draft_changes(request.user, post):
            raise PermissionDenied
        transition = get_requested_transition(request.POST)
        is_applied = transition and post.state in transition.from_states
        # Whoever lost the permission to change the post while writing keeps the text as well.
        if not is_applied or not permissions.can_change_post(request.user, post):
            return self.save_as_draft(request, post)
        response = show_form()
        if is_refused(response):
            # What readers do not get is kept for whoever typed it.
            save_form_as_draft(request, post)
        return response

    def get_sent_post(self, request: HttpRequest, object_id: str | None) -> Post | None:
        """Return the public post whose form is sent; None for any other request."""
        # "Preview" stores a draft by itself.
        if request.method != "POST" or not object_id or "_preview" in request.POST:
            return None
        post = cast(Post | None, self.model_admin.get_object(request, unquote(object_id)))
        return post if post and post.state in PUBLIC_STATES else None

    def save_as_draft(self, request: HttpRequest, post: Post) -> HttpResponse:
        """Store the form as the draft of whoever sent it, and return to the form, or to the list."""
        saved = save_form_as_draft(request, post)
        form_url = reverse("admin:posts_post_change", args=[post.pk])
        if saved.unmerged:
            return HttpResponseRedirect(f"{form_url}?merge={saved.unmerged.pk}")
        draft = drop_if_unchanged(cast(Draft, saved.draft), post)
        if "_share" in request.POST:
            create_preview_link(request, post, draft)
        if {"_share", "_revoke"} & request.POST.keys():
            return HttpResponseRedirect(f"{form_url}#preview-links")
        if draft is None:
            messages.info(request, _("There is nothing to save: nothing was changed since."))
        else:
            self.report_saved_draft(request, post, draft)
        for extension in self.model_admin.extensions:
            is_submitted = draft is not None and SUBMIT_BUTTON in request.POST
            extension.after_save_draft(request, post, is_submitted=is_submitted)
        if request.FILES:
            messages.warning(request, _("A draft holds no files: choose the cover picture when you update."))
        if "_save" in request.POST:
            return self.model_admin.response_post_save_change(request, post)
        return HttpResponseRedirect(f"{form_url}#content-start")

    def report_saved_draft(self, request: HttpRequest, post: Post, draft: Draft) -> None:
        if SUBMIT_BUTTON in request.POST:
            submit_draft(draft)
        messages.success(request, describe_saved_draft(post, is_submitted=SUBMIT_BUTTON in request.POST))

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        if draft := get_draft(obj, request.user) if change else None:
            release_draft_links(draft)

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = cast(Post | None, context.get("saved_post"))
        context["can_update"] = can_update = bool(post and permissions.can_change_post(request.user, post))
        context["is_public"] = bool(post and post.state in PUBLIC_STATES)
        if post and context["is_public"]:
            draft = get_draft(post, request.user)
            context |= {
                "draft_comparison": draft and compare_draft(draft, post),
                "can_submit_changes": not can_update and permissions.can_draft_changes(request.user, post),
            }


def drop_if_unchanged(draft: Draft, post: Post) -> Draft | None:
    """Return `draft`; delete it and return None if it is what `post` is, and was typed over that version."""
    if draft.base_version < post.version or has_changes(draft, post):
        return draft
    delete_draft(draft)
    return None


def describe_saved_draft(post: Post, *, is_submitted: bool) -> str:
    if is_submitted:
        return _("Your changes were submitted for review. Readers still see what was published.")
    if post.is_live:
        return _("Draft saved. Readers still see what was published.")
    return _("Draft saved. What was scheduled will be published, unless you update it before.")


def is_refused(response: HttpResponse) -> bool:
    """Whether `response` is the form again because of errors; not of a conflict, whose text is kept."""
    context = getattr(response, "context_data", None) or {}
    return bool(context.get("errors")) and not context.get("conflict")


def save_form_as_draft(request: HttpRequest, post: Post) -> SavedDraft:
    """Store the form that was sent as the user's draft of `post`. Raises `DraftError`."""
    window = EditorWindow.from_post_data(request.POST)
    # A form that names no version is taken for one of the newest, as where a post is saved.
    window = replace(window, post=post.pk, base_version=window.base_version or post.version)
    return save_draft(request.user, window, extract_typed_fields(request.POST))
