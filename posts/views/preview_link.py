"""Preview links: a post shown to visitors without an account before it is live, or a draft of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from posts.models import Post, PreviewLink
from posts.rendering import RenderError
from posts.revisions.draft_snapshots import fill_from_draft
from posts.views.post import PostDetailView

# The URL is a secret: keep it from search engines, caches and the pages that the post links to.
PRIVATE_HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


class PreviewLinkView(PostDetailView):
    """The page of a post, for anyone who has the link.

    A link that has expired or was revoked, or whose draft was discarded, answers 410, one that never
    existed 404. Once the post is live, a link to it redirects; one to a draft shows that.
    """

    template_name = "posts/preview_link.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        for header, value in PRIVATE_HEADERS.items():
            response[header] = value
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.link = get_object_or_404(PreviewLink.objects.select_related("draft"), token=self.kwargs["token"])
        if not PreviewLink.objects.active().filter(pk=self.link.pk).exists():
            return self.render_ended()
        self.object = self.get_object()
        if self.link.draft:
            try:
                fill_from_draft(self.object, self.link.draft)
            except RenderError:
                return self.render_ended()
        elif self.object.is_live:
            return HttpResponseRedirect(self.object.get_absolute_url())
        return self.render_to_response(self.get_context_data(object=self.object))

    def render_ended(self) -> HttpResponse:
        context = {"was_discarded": self.link.shows_draft and not self.link.draft}
        return TemplateResponse(self.request, "posts/preview_link_expired.html", context, status=410)

    def get_object(self, queryset: Any = None) -> Post:
        post: Post = self.get_queryset().get(pk=self.link.post_id)
        return post

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(link=self.link, **kwargs)
