"""Search: the page of results, and titles while one types."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.generic import View

from posts.facets import facets
from posts.finding import best, nearest, titles
from posts.models import Post
from posts.paging import FoundPaginator
from posts.search.passages import extract_passage
from posts.search.query import MAX_QUERY_LENGTH, parse_query
from posts.views.lists import PostListView


def asked(request: HttpRequest) -> str:
    """Return what a reader looks for."""
    return request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]


class SearchView(PostListView):
    """The posts that `?q=` asks for, each with the passage that holds it."""

    template_name = "posts/search.html"

    def get_queryset(self) -> Any:
        """Return the keys of the best posts."""
        self.query = parse_query(asked(self.request))
        self.found = best(self.query, Post.objects.live())
        return self.found.keys

    def get_paginator(self, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> FoundPaginator:
        rows = Post.objects.with_related().defer("source", "summary", "toc", "text")
        return FoundPaginator(queryset, per_page, *args, rows=rows, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = asked(self.request)
        context = super().get_context_data(query=text, are_more=self.found.are_more, **kwargs)
        for post in context["posts"]:
            post.passage = extract_passage(post.html, self.query.terms)
        if context["posts"]:
            context["facets"] = facets(text, self.found)
        elif text:
            context["nearest"] = nearest(text, Post.objects.live())
        return context


class TitlesView(View):
    """The live titles that hold what was typed so far, as JSON."""

    def get(self, request: HttpRequest) -> JsonResponse:
        posts = titles(asked(request), Post.objects.live().only("title", "slug", "language"))
        found = [
            {"title": post.title, "url": post.get_absolute_url(), "language": post.language} for post in posts
        ]
        return JsonResponse({"titles": found})
