"""Pages of one draft of a post: what it changes, and what may be done with it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from posts.admin.extension import AdminExtension
from posts.admin.forms import AuthorField
from posts.models import Draft, Post, get_display_name, permissions
from posts.publishing.drafts import hand_on_draft, send_back_draft
from posts.publishing.transitions import PUBLIC_STATES
from posts.revisions.draft_snapshots import compare_draft


class HandOnForm(forms.Form):
    """Whom a draft is handed on to."""

    editor = AuthorField(queryset=User.objects.none(), label=gettext_lazy("Hand on to"))

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["editor"]).queryset = find_possible_editors(draft)


class DraftReviewExtension(AdminExtension):
    """Compares a draft with its post; hands it on, takes it over, sends it back."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "": ("draft_review", require_safe(self.review_view)),
            "hand-on/": ("draft_hand_on", require_POST(self.hand_on_view)),
            "take-over/": ("draft_take_over", require_POST(self.take_over_view)),
            "send-back/": ("draft_send_back", require_POST(self.send_back_view)),
        }
        return [
            path(
                f"draft/<int:pk>/review/{route}", self.admin_site.admin_view(view), name=f"posts_post_{name}"
            )
            for route, (name, view) in pages.items()
        ]

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a draft changes in its post, and the buttons."""
        return self.render_review(request, get_reviewed_draft(request, pk))

    def hand_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand a draft on to another editor."""
        draft = get_reviewed_draft(request, pk)
        form = HandOnForm(request.POST, draft=draft)
        if not form.is_valid():
            return self.render_review(request, draft, form)
        editor = form.cleaned_data["editor"]
        hand_on_draft(draft, editor)
        text = _("The draft was handed on to %(name)s.")
        messages.success(request, text % {"name": get_display_name(editor)})
        return redirect("admin:posts_post_change", draft.post_id)

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a draft that of whoever asks, and open the form with it, or the merge with their own.

        With `_update` in the form, its script asks at once whether to update the post.
        """
        draft = get_reviewed_draft(request, pk)
        form_url = reverse("admin:posts_post_change", args=[draft.post_id])
        own = hand_on_draft(draft, request.user)
        if own.pk == draft.pk:
            return redirect(f"{form_url}#update" if "_update" in request.POST else form_url)
        handed = own.revisions.filter(is_unmerged=True).first()
        return redirect(f"{form_url}?merge={handed.pk}" if handed else form_url)

    def send_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End the review of a draft; whoever wrote it goes on with it."""
        draft = get_reviewed_draft(request, pk)
        send_back_draft(draft)
        if draft.editor == request.user:
            messages.success(request, _("Your changes are no longer submitted."))
        else:
            text = _("The changes were sent back to %(name)s.")
            messages.success(request, text % {"name": get_display_name(draft.editor)})
        return redirect("admin:posts_post_change", draft.post_id)

    def render_review(
        self, request: HttpRequest, draft: Draft, form: HandOnForm | None = None
    ) -> HttpResponse:
        post = cast(Post, draft.post)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes"),
            "subtitle": str(post),
            "opts": self.model_admin.opts,
            "original": post,
            "draft": draft,
            "is_own": draft.editor == request.user,
            "can_update": post.state in PUBLIC_STATES and permissions.can_publish(request.user),
            "comparison": compare_draft(draft, post),
            "form": form or HandOnForm(draft=draft),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/posts/drafts/review.html", context)


def get_reviewed_draft(request: HttpRequest, pk: int) -> Draft:
    """Return the draft `pk`: the own one, or that of a post that the user may change.

    Raises Http404, also for a draft whose post is gone, and PermissionDenied.
    """
    drafts = Draft.objects.select_related("editor__profile", "post__author", "post__category", "post__series")
    draft = get_object_or_404(drafts, pk=pk, post__isnull=False)
    is_own = draft.editor == request.user
    may = permissions.can_draft_changes if is_own else permissions.can_change_post
    if not may(request.user, cast(Post, draft.post)):
        raise PermissionDenied
    return draft


def find_possible_editors(draft: Draft) -> QuerySet[User]:
    """Return who may write a draft of the same post, apart from whoever has `draft`."""
    editors = permissions.list_draft_editors(cast(Post, draft.post)).exclude(pk=draft.editor_id)
    return editors.select_related("profile").order_by("pk")
