"""Diagrams of posts as SVG files: for feed readers, which show no inline SVG, and to be seen in full size.

They are taken from the stored HTML, so that nothing is drawn here and no file is kept.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from posts.media.headers import get_file_headers
from posts.models import Post, Redirect
from posts.models.home_page import find_home_page
from posts.rendering.diagrams import build_svg_file, find_diagram
from posts.views.post import get_viewer
from posts.views.preview_link import PreviewLinkView


class DiagramView(View):
    """A diagram of a post, a page or the home page, for whom that is; of an old slug, a redirect."""

    def get(self, request: HttpRequest, digest: str, slug: str = "", path: str = "") -> HttpResponse:
        if "\0" in slug:
            raise Http404
        posts = Post.objects.visible_to(get_viewer(request)).defer(
            "source", "feed_html", "excerpt", "toc", "text"
        )
        if slug:
            post = posts.posts().filter(slug=slug).first()
            if post is None:
                return HttpResponsePermanentRedirect(find_diagram_address(slug, digest))
        elif path:
            post = get_object_or_404(posts, path=path)
        else:
            post = get_object_or_404(posts, pk=find_home_page())
        response = build_diagram_response(post, digest)
        # The page itself is what search engines are to show.
        response["X-Robots-Tag"] = "noindex"
        if not post.is_live:
            add_never_cache_headers(response)
        return response


class SharedDiagramView(PreviewLinkView):
    """A diagram of what a preview link shows."""

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        return build_diagram_response(self.object, self.kwargs["digest"])


def build_diagram_response(post: Post, digest: str) -> HttpResponse:
    """Return the file of the diagram `digest` of `post`. Raises Http404."""
    svg = find_diagram(post.html, digest)
    if svg is None:
        raise Http404
    return HttpResponse(build_svg_file(svg), headers=get_file_headers(f"{digest}.svg"))


def find_diagram_address(slug: str, digest: str) -> str:
    """Return the path of a diagram of the live post that had `slug`. Raises Http404."""
    path = Redirect.normalise_path(Post.url_for_slug(slug))
    redirect = Redirect.objects.filter(path=path, post__isnull=False).select_related("post").first()
    if redirect is None or not redirect.target.is_live:
        raise Http404
    return reverse("posts:diagram", args=[redirect.target.slug, digest])
