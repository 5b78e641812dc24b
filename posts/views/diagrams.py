"""Diagrams of posts as SVG files: for feed readers, which show no inline SVG, and to be seen in full size.

They are taken from the stored HTML, so that nothing is drawn here and no file is kept.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from posts.models import Post, Redirect
from posts.models.home_page import find_home_page
from posts.rendering.diagrams import build_svg_file, find_diagram
from posts.views.post import get_viewer


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
        svg = find_diagram(post.html, digest)
        if svg is None:
            raise Http404
        response = HttpResponse(build_svg_file(svg), content_type="image/svg+xml")
        # The page itself is what search engines are to show.
        response["X-Robots-Tag"] = "noindex"
        if not post.is_live:
            add_never_cache_headers(response)
        return response


def find_diagram_address(slug: str, digest: str) -> str:
    """Return the path of a diagram of the live post that had `slug`. Raises Http404."""
    path = Redirect.normalise_path(Post.url_for_slug(slug))
    redirect = Redirect.objects.filter(path=path, post__isnull=False).select_related("post").first()
    if redirect is None or not redirect.target.is_live:
        raise Http404
    return reverse("posts:diagram", args=[redirect.target.slug, digest])
