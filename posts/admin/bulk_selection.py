"""The posts selected for a bulk action, and the page that asks for what the action needs to know."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from posts.models import NoteKind, Post, permissions
from posts.publishing import checks
from posts.publishing.transitions import PUBLIC_STATES

MAX_LISTED_POSTS = 20  # on the page of an action
MAX_NAMED_POSTS = 5  # in a message
# Sent by the button of the action's page, so that the list's own button does not count as an answer.
SUBMITTED_FIELD = "answered"

NOT_PERMITTED_MESSAGE = ngettext_lazy(
    "%(count)d post skipped, which you do not have permission to change:",
    "%(count)d posts skipped, which you do not have permission to change:",
    "count",
)
ALREADY_LIVE_MESSAGE = ngettext_lazy(
    "%(count)d post skipped, which is already published:",
    "%(count)d posts skipped, which are already published:",
    "count",
)
WITH_ERRORS_MESSAGE = ngettext_lazy(
    "%(count)d post not published because of errors, listed on its page:",
    "%(count)d posts not published because of errors, listed on their pages:",
    "count",
)


class Selection:
    """The selected posts: `posts` are those to be changed; the other lists are excluded, by reason.

    `intro` is a sentence above the form of the action's page; `note_kind` is what the action is for a post
    that somebody else submitted.
    """

    intro = ""
    note_kind: NoteKind | None = None

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        self.request = request
        self.posts: list[Post] = []
        self.not_permitted: list[Post] = []
        self.already_live: list[Post] = []
        self.with_errors: list[Post] = []
        for post in queryset:
            is_permitted = post.binned_at is None and permissions.can_change_post(request.user, post)
            (self.posts if is_permitted else self.not_permitted).append(post)

    @property
    def post_ids(self) -> list[int]:
        return [post.pk for post in self.posts]

    def exclude_live(self) -> "Selection":
        """Exclude the posts that readers see already; return the selection itself."""
        self.already_live = [post for post in self.posts if post.is_live]
        self.posts = [post for post in self.posts if not post.is_live]
        return self

    def exclude_with_errors(self) -> "Selection":
        """Exclude the posts that the checks before publishing would block; return the selection itself."""
        complete = Post.objects.prefetch_related("tags").in_bulk(self.post_ids)  # type: ignore[misc]
        self.with_errors = [post for post in self.posts if checks.find_publish_errors(complete[post.pk])]
        self.posts = [post for post in self.posts if post not in self.with_errors]
        return self

    def report_excluded(self) -> None:
        """Tell by messages which posts are excluded, and why."""
        for posts, text in (
            (self.not_permitted, NOT_PERMITTED_MESSAGE),
            (self.already_live, ALREADY_LIVE_MESSAGE),
            (self.with_errors, WITH_ERRORS_MESSAGE),
        ):
            if posts:
                message = format_html(str(text % {"count": len(posts)}) + " {}", link_posts(posts))
                messages.warning(self.request, message)


def build_action_form(request: HttpRequest, form_class: Any, **kwargs: Any) -> Any:
    """Return the form of an action's page, bound once the page's own button was pressed."""
    return form_class(request.POST if SUBMITTED_FIELD in request.POST else None, **kwargs)


def is_unconfirmed(selection: Selection) -> bool:
    """Whether readers would lose a post of the selection, and nobody was asked."""
    is_asked = SUBMITTED_FIELD in selection.request.POST
    return not is_asked and any(post.state in PUBLIC_STATES for post in selection.posts)


def confirm_removal(model_admin: ModelAdmin, selection: Selection, title: str) -> TemplateResponse | None:
    """Return the page that asks before posts of the selection are taken from readers."""
    count = sum(post.state in PUBLIC_STATES for post in selection.posts)
    text = ngettext(
        "%(count)d of them is published or scheduled. Readers will no longer see it; you can undo this.",
        "%(count)d of them are published or scheduled. Readers will no longer see them; you can undo this.",
        count,
    )
    selection.intro = text % {"count": count}
    return render_action_form(model_admin, selection, Form(), title, title)


def render_action_form(
    model_admin: ModelAdmin, selection: Selection, form: Form, title: str, button: str
) -> TemplateResponse | None:
    """Return the page of an action with its form and the posts it is about; None if no post is left."""
    request = selection.request
    if not selection.posts:
        selection.report_excluded()
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "form": form,
        "title": title,
        "button": button,
        "intro": selection.intro,
        "posts": selection.posts[:MAX_LISTED_POSTS],
        "count": len(selection.posts),
        "more": len(selection.posts[MAX_LISTED_POSTS:]),
        "excluded_posts": [
            (_("You do not have permission to change these:"), selection.not_permitted),
            (_("Already published:"), selection.already_live),
            (_("Not publishable because of errors:"), selection.with_errors),
        ],
        # What names the action and the posts when the page is sent.
        "hidden_fields": [
            (name, value)
            for name in ("action", "select_across", "_selected_action")
            for value in request.POST.getlist(name)
        ],
        "submitted_field": SUBMITTED_FIELD,
        "list_url": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/posts/action_form.html", context)


def link_posts(posts: Sequence[Post]) -> SafeString:
    """Return links to the first of `posts`, and "…" if there are more."""
    pages = (
        (reverse("admin:posts_post_change", args=[post.pk]), post.title) for post in posts[:MAX_NAMED_POSTS]
    )
    links = format_html_join(", ", '<a href="{}">{}</a>', pages)
    return format_html("{} …", links) if posts[MAX_NAMED_POSTS:] else links
