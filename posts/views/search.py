"""Search: the page of results, and the titles suggested while a reader types."""

import os
from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View

from posts.indexing.query import MAX_QUERY_LENGTH, parse_query
from posts.models import Post
from posts.models.machine_slots import take_slot
from posts.models.urls import is_for_static_site
from posts.search.facets import count_facets
from posts.search.finding import find_best_posts, find_nearest_titles, find_titles
from posts.search.passages import extract_passage
from posts.views.lists import PostListView
from posts.views.pagination import KeyListPaginator

MAX_SEARCHES = max(2, os.cpu_count() or 1)
SEARCH_WAIT_SECONDS = 0.5


def get_search_text(request: HttpRequest) -> str:
    """Return the query that the reader typed."""
    return request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]


def take_search_slot() -> AbstractContextManager[None]:
    """Let as many searches run at a time as there are cores, so that they leave threads for other pages.

    Raises `NoFreeSlot`.
    """
    return take_slot("search", count=MAX_SEARCHES, wait_seconds=SEARCH_WAIT_SECONDS)


class SearchView(PostListView):
    """The posts that match `?q=`, each with the passage that matches."""

    template_name = "posts/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with take_search_slot():
            return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Return the template: among files, a script searches."""
        return ["posts/static_search.html" if is_for_static_site(self.request) else self.template_name]

    def get_queryset(self) -> Any:
        """Return the keys of the best matches."""
        self.query = parse_query(get_search_text(self.request))
        self.result = find_best_posts(self.query, Post.objects.listed())
        return self.result.keys

    def get_paginator(self, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> KeyListPaginator:
        rows = Post.objects.listed().with_related().defer("source", "summary", "feed_html", "toc", "text")
        return KeyListPaginator(queryset, per_page, *args, rows=rows, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = get_search_text(self.request)
        context = super().get_context_data(query=text, has_more=self.result.has_more, **kwargs)
        for post in context["posts"]:
            post.passage = extract_passage(post.html, self.query.terms)
        if context["posts"]:
            context["facets"] = count_facets(text, self.result)
        elif text:
            context["nearest"] = find_nearest_titles(text, Post.objects.listed())
        return context


class TitleSuggestionsView(View):
    """The titles of listed posts that match what was typed so far, as JSON."""

    def get(self, request: HttpRequest) -> JsonResponse:
        fields = Post.objects.listed().only("title", "title_text", "slug", "path", "language")
        with take_search_slot():
            posts = list(find_titles(get_search_text(request), fields))
        suggestions = [
            {"title": post.plain_title, "url": post.get_absolute_url(), "language": post.language}
            for post in posts
        ]
        return JsonResponse({"titles": suggestions}, headers={"X-Robots-Tag": "noindex"})
