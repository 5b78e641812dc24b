"""A post's page."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from posts.models import Category, Post, PostKind, get_adjacent_posts, permissions
from posts.models.adjacent import LINK_FIELDS, list_page_translations
from posts.models.backlinks import list_backlinks
from posts.models.card_queries import fetch_corrections, fetch_published_post
from posts.models.home_page import get_reader_url, is_home_page
from posts.models.querysets import PostQuerySet
from posts.views.breadcrumbs import Breadcrumb, build_breadcrumb
from posts.views.languages import choose_interface_language, format_language_tag


def get_viewer(request: HttpRequest) -> AbstractUser | AnonymousUser:
    """Return the user, without accessing the session of visitors who have none.

    A page that accesses the session varies by cookie, and no cache can store it.
    """
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else AnonymousUser()


class PostDetailView(DetailView):
    """The public page of a post or a page, in its language. Subclasses decide which it shows, and to whom."""

    template_name = "posts/post_detail.html"
    context_object_name = "post"
    can_edit = False

    def get_queryset(self) -> PostQuerySet:
        posts: PostQuerySet = Post.objects.for_page().prefetch_related("tags")  # type: ignore[misc]
        return posts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = self.object
        context = self.build_context(post)
        interface = format_language_tag(choose_interface_language(post.language))
        return super().get_context_data(
            toc=nest_headings(post.toc),
            can_edit=self.can_edit,
            page_language=post.language,
            interface_language=interface if interface != post.language else "",
            **context,
            **kwargs,
        )

    def build_context(self, post: Post) -> dict[str, Any]:
        """Return what stands around the text of `post`."""
        return build_page_context(post) if post.is_page else build_post_context(post)

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Return the page, rendered at once: what is around the post is in the language of the post."""
        response = cast(TemplateResponse, super().render_to_response(context, **response_kwargs))
        with translation.override(choose_interface_language(self.object.language)):
            return response.render()


def build_post_context(post: Post) -> dict[str, Any]:
    """Return what leads on from a post: its categories, and the posts adjacent to it."""
    adjacent, noted = get_adjacent_posts(post), build_version_context(post)
    backlinks = list_backlinks(post)
    typeset = [correction.html for correction in noted["corrections"]]
    typeset += [backlink.post.title_html for backlink in backlinks]
    return {
        # A list that an unlisted post is not in may be empty, and its page missing.
        "breadcrumbs": [] if post.is_unlisted else list_breadcrumbs(post.category),
        "previous": adjacent.previous,
        "next": adjacent.next,
        "series_posts": adjacent.series,
        "translations": adjacent.translations,
        "related": adjacent.related,
        "backlinks": backlinks,
        **noted,
        "has_math": post.has_math or adjacent.has_math or any(typeset),
    }


def build_version_context(post: Post) -> dict[str, Any]:
    """Return the corrections of `post`, and its citable versions: the one that it still is, and others."""
    found = post.citable_versions.active().defer("html", "text", "toc") if post.latest_citable else []
    versions = list(found)
    for version in versions:
        version.post = post
    current = next((version for version in versions if version.is_current(post)), None)
    return {
        "corrections": fetch_corrections(post),
        "cited_version": current,
        "earlier_versions": [version for version in versions if version != current],
    }


def build_page_context(page: Post) -> dict[str, Any]:
    """Return what leads on from a page: the live pages above it, and its translations."""
    above = page.get_page_ancestors().live_pages().only(*LINK_FIELDS)
    breadcrumbs = (
        []
        if page.is_unlisted
        else [
            Breadcrumb(ancestor.plain_title, get_reader_url(ancestor))
            for ancestor in above.filter(is_unlisted=False)
        ]
    )
    # Links to a page such as About are everywhere; references to what is proved on one are not.
    backlinks = [each for each in list_backlinks(page) if each.uses] if page.labels else []
    return {
        "breadcrumbs": breadcrumbs,
        "translations": list_page_translations(page),
        "subpages": list_listed_subpages(page),
        "backlinks": backlinks,
        "has_math": page.has_math or any(backlink.post.title_html for backlink in backlinks),
    }


def list_listed_subpages(page: Post) -> list[Post]:
    """Return the listed pages right below `page`, for links to them."""
    below = Post.objects.live_pages().filter(parent=page.pk, is_unlisted=False).order_by("path")
    return list(below.only(*LINK_FIELDS, "excerpt"))


class PostView(PostDetailView):
    """A live post; for editors, any post."""

    kind = PostKind.POST

    def get_queryset(self) -> PostQuerySet:
        return super().get_queryset().visible_to(get_viewer(self.request)).filter(kind=self.kind)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.can_edit or not self.object.is_live:
            add_never_cache_headers(response)
        return response

    def get_object(self, queryset: Any = None) -> Post:
        """Return the post of the slug; readers' by a prepared query."""
        if permissions.can_view_unpublished(get_viewer(self.request)):
            post: Post = super().get_object(queryset)
            return post
        found = fetch_published_post(self.kwargs["slug"])
        if found is None:
            raise Http404(self.kwargs["slug"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.can_edit = permissions.can_change_post(get_viewer(self.request), self.object)
        return super().get_context_data(**kwargs)


class PageView(PostView):
    """A live page, found by its path; for editors, any page. The home page is at the root only."""

    kind = PostKind.PAGE
    template_name = "posts/page_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        # Not for ever: the owner may choose another.
        return redirect_to("posts:home", request) if is_home_page(self.object) else response

    def get_object(self, queryset: Any = None) -> Post:
        page: Post = get_object_or_404(self.get_queryset(), path=self.kwargs["path"])
        return page


class HomePageView(PageView):
    """The page that the owner chose as home page, by its key."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return PostView.get(self, request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Post:
        page: Post = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return page


def redirect_to(name: str, request: HttpRequest) -> HttpResponse:
    """Return a redirect to the route called `name`, with the query of `request`."""
    url, query = reverse(name), request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{url}?{query}" if query else url)


class PageSlashView(PageView):
    """Leads from the address of a page without its last slash to the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        url, query = self.get_object().get_absolute_url(), request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def list_breadcrumbs(category: Category | None) -> list[Breadcrumb]:
    """Return links to `category` and its ancestors, the highest first."""
    chain = [*category.get_ancestors(), category] if category else []
    return [build_breadcrumb(term) for term in chain]


def nest_headings(headings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a flat table of contents as a tree: each heading with its `children`."""
    root: list[dict[str, Any]] = []
    open_headings: list[dict[str, Any]] = []
    for heading in headings:
        entry = {**heading, "children": []}
        while open_headings and open_headings[-1]["level"] >= entry["level"]:
            open_headings.pop()
        (open_headings[-1]["children"] if open_headings else root).append(entry)
        open_headings.append(entry)
    return root
