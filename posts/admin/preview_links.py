"""Preview links: secret addresses that show a post before it is live, or a draft of it, made on its page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.extension import AdminExtension
from posts.auditing.entries import record_action
from posts.models import AuditAction, Draft, Post, PostState, PreviewLink, permissions
from posts.models.urls import absolute_url
from posts.publishing.transitions import PUBLIC_STATES

# Days, and the label of the choice.
LINK_LIFETIMES = {1: gettext_lazy("1 day"), 7: gettext_lazy("7 days"), 30: gettext_lazy("30 days")}
DEFAULT_LIFETIME = 7
# A live post needs no link, but for a draft of it; one in the trash is shown to nobody.
SHAREABLE_STATES = frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED})


class PreviewLinkExtension(AdminExtension):
    """The buttons `_share`, which saves the post and makes a link, and `_revoke`, which ends one."""

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        # A link is revoked even if the form that is sent with it cannot be saved.
        if request.method == "POST" and object_id and "_revoke" in request.POST:
            self.revoke_link(request, object_id)
        return show_form()

    def revoke_link(self, request: HttpRequest, object_id: str) -> None:
        post = self.model_admin.get_object(request, unquote(object_id))
        if post is None or not permissions.can_draft_changes(request.user, post):
            raise PermissionDenied
        links = PreviewLink.objects.filter(post=post, revoked_at=None)
        if not permissions.can_change_post(request.user, post):
            links = links.filter(draft__editor=request.user.pk)
        key = request.POST["_revoke"]
        if key.isdecimal() and links.filter(pk=key[:18]).update(revoked_at=timezone.now()):
            record_action(AuditAction.LINK_REVOKED, post)
            messages.success(request, _("The link was revoked."))

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        if "_share" in request.POST:
            create_preview_link(request, obj)

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        if not {"_share", "_revoke"} & request.POST.keys():
            return None
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[obj.pk]) + "#preview-links")

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        if post and permissions.can_draft_changes(request.user, post):
            context |= {
                "preview_links": list_preview_links(post, request),
                "link_lifetimes": LINK_LIFETIMES.items(),
                "default_lifetime": DEFAULT_LIFETIME,
                "can_create_link": post.state in SHAREABLE_STATES or post.state in PUBLIC_STATES,
            }


def create_preview_link(request: HttpRequest, post: Post, draft: Draft | None = None) -> None:
    """Make a link to `post`, or to `draft` of it, for the number of days chosen. Raises PermissionDenied."""
    if not permissions.can_draft_changes(request.user, post):
        raise PermissionDenied
    if draft is None and post.state not in SHAREABLE_STATES:
        messages.warning(
            request,
            _(
                "Only changes of a published post can be shown by a link; everybody sees the post itself. "
                "Posts in the trash cannot have one."
            ),
        )
        return
    chosen = request.POST.get("_days", "")
    days = int(chosen) if chosen in map(str, LINK_LIFETIMES) else DEFAULT_LIFETIME
    PreviewLink.objects.create(
        post=post,
        shows_draft=draft is not None,
        draft=draft,
        made_by=cast(User, request.user),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record_action(AuditAction.LINK_CREATED, post)
    messages.success(request, _("Saved. Anyone with the new link can read it."))


def list_preview_links(post: Post, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the links to `post` that still show it, the newest first, with their absolute URLs."""
    links = PreviewLink.objects.active().filter(post=post).select_related("made_by__profile", "draft__editor")
    if not permissions.can_change_post(request.user, post):
        links = links.filter(draft__editor=request.user.pk)
    return [{"link": link, "url": absolute_url(link.get_absolute_url(), request)} for link in links]
