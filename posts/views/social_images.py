"""What social networks, browsers and home screens fetch: social cards, icons, the web app manifest."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.generic import View

from posts.imaging.icons import encode_favicon
from posts.models import Post, get_site
from posts.models.media_files import read_media_file
from posts.models.site_values import name_icon_variant
from posts.social.cards import SocialCard, draw_card, measure_cohesion
from posts.social.images import build_post_card, build_site_card
from posts.views.post import get_viewer

THEME_COLOR = "#0a0e1a"  # of static/css/tokens.css
YEAR, DAY, FIVE_MINUTES = 31_536_000, 86_400, 300  # seconds


def build_card_response(request: HttpRequest, card: SocialCard, picture: bytes) -> HttpResponse:
    """Return `picture` as a response. With the card's version in its URL it never changes."""
    response = HttpResponse(picture, content_type="image/png")
    if request.GET.get("v") == card.version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=FIVE_MINUTES)
    return response


class CardView(View):
    """The social card of a live post; for editors, of any post. Drawn for each request; caches store it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        posts = Post.objects.posts().visible_to(get_viewer(request)).select_related("author", "category")
        post = get_object_or_404(posts, slug=slug)
        card = build_post_card(post)
        response = build_card_response(request, card, draw_card(card, measure_cohesion(post.text)))
        if not post.is_live:
            del response["Cache-Control"]
            add_never_cache_headers(response)
        return response


class SiteCardView(View):
    """The social card of all pages other than posts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        card = build_site_card()
        return build_card_response(request, card, draw_card(card))


class FaviconView(View):
    """The icon at the root, for clients that do not read it from the page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if icon := get_site().icon:
            content = encode_favicon(read_media_file(name_icon_variant(icon, 32)))
            return build_favicon_response(content)
        path = finders.find("favicon.ico")
        if path is None:
            raise Http404("favicon.ico")
        return build_favicon_response(Path(path).read_bytes())


def build_favicon_response(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="image/x-icon")
    patch_cache_control(response, public=True, max_age=DAY)
    return response


class ManifestView(View):
    """The web app manifest (W3C). `display` is "browser", as the site's links lead to other sites."""

    def get(self, request: HttpRequest) -> HttpResponse:
        home, site = reverse("posts:home"), get_site()
        manifest = {
            "id": home,
            "name": site.name,
            "short_name": site.name,
            "description": site.description or site.name,
            "lang": site.language_tag,
            "start_url": home,
            "scope": home,
            "display": "browser",
            "theme_color": THEME_COLOR,
            "background_color": THEME_COLOR,
            "icons": [
                build_icon("icon-192", 192),
                build_icon("icon-512", 512),
                build_icon("maskable-512", 512, "maskable"),
            ],
        }
        response = JsonResponse(manifest, content_type="application/manifest+json")
        patch_cache_control(response, public=True, max_age=DAY)
        return response


def build_icon(name: str, size: int, purpose: str = "any") -> dict[str, Any]:
    """Return the manifest's entry of an icon of `size` pixels."""
    site = get_site()
    url = site.get_icon_url(size, purpose) if site.icon else static(f"icons/{name}.png")
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
