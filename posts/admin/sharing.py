"""Links to show a post by before it is live: made, listed and revoked on the page of the post."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts import permissions
from posts.addresses import absolute_url
from posts.models import Post, PostState, ShareLink

# In days, with what a choice says.
LINK_LIFETIMES = {1: gettext_lazy("1 day"), 7: gettext_lazy("7 days"), 30: gettext_lazy("30 days")}
DEFAULT_LIFETIME = 7
# What is live needs no link, and what was put away is shown to nobody.
SHAREABLE_STATES = frozenset({PostState.DRAFT, PostState.REVIEW, PostState.SCHEDULED, PostState.ARCHIVED})


class SharingAdmin(admin.ModelAdmin):
    """`_share` saves the post and makes a link, `_revoke` takes one back."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # A link is taken back whatever becomes of the text that is sent with it.
        if request.method == "POST" and object_id and "_revoke" in request.POST:
            self.revoke(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def revoke(self, request: HttpRequest, object_id: str) -> None:
        post = self.get_object(request, unquote(object_id))
        if post is None or not permissions.can_change_post(request.user, post):
            raise PermissionDenied
        links = ShareLink.objects.filter(post=post, revoked_at=None)
        key = request.POST["_revoke"]
        if key.isdecimal() and links.filter(pk=key[:18]).update(revoked_at=timezone.now()):
            messages.success(request, _("The link shows nothing any more."))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        if "_share" in request.POST:
            self.share(request, form.instance)

    def share(self, request: HttpRequest, post: Post) -> None:
        if not permissions.can_change_post(request.user, post):
            raise PermissionDenied
        if post.state not in SHAREABLE_STATES:
            messages.warning(request, _("What is live needs no link; what is in the bin is shown to nobody."))
            return
        asked = request.POST.get("_days", "")
        days = int(asked) if asked in map(str, LINK_LIFETIMES) else DEFAULT_LIFETIME
        ShareLink.objects.create(
            post=post, made_by=cast(User, request.user), expires_at=timezone.now() + timedelta(days=days)
        )
        messages.success(request, _("Saved. Whoever has the new link can read it."))

    def response_add(self, request: HttpRequest, obj: Post, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back_to_links(request, obj) or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self.back_to_links(request, obj) or super().response_change(request, obj)

    def back_to_links(self, request: HttpRequest, post: Post) -> HttpResponse | None:
        if not {"_share", "_revoke"} & request.POST.keys():
            return None
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]) + "#links")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context["original"]
        if post and permissions.can_change_post(request.user, post):
            context["links"] = list_preview_links(post, request)
            context["lifetimes"] = LINK_LIFETIMES.items()
            context["usual_lifetime"] = DEFAULT_LIFETIME
            context["may_share"] = post.state in SHAREABLE_STATES
        return super().render_change_form(request, context, *args, **kwargs)


def list_preview_links(post: Post, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the links to `post` that still show it, the newest first, with their whole addresses."""
    links = ShareLink.objects.active().filter(post=post).select_related("made_by__profile")
    return [{"link": link, "address": absolute_url(link.get_absolute_url(), request)} for link in links]
