"""The search of the list of posts, and that of the field that names the original of a translation."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from posts.admin.changelist import cache_on_request
from posts.indexing.query import parse_query
from posts.models.querysets import PostQuerySet
from posts.search.finding import CachedSearch, list_keys_if_few


class PostSearchMixin(admin.ModelAdmin):
    """Searches as the site does, and parts of words where it finds nothing."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the index as readers do; where it finds nothing, for parts of words as Django does."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            # Archived and trashed posts are not offered as the original of a translation.
            queryset = cast(PostQuerySet, queryset).active()
        hits = cache_on_request(
            request,
            "hits",
            lambda: CachedSearch(parse_query(search_term), cast(PostQuerySet, self.get_queryset(request))),
        )
        if hits.keys != []:
            return hits.filter_posts(cast(PostQuerySet, queryset)), False
        parts = cache_on_request(request, "parts", lambda: self.find_partial_matches(request, search_term))
        if parts is not None:
            return queryset.filter(pk__in=parts), False
        return super().get_search_results(request, queryset, search_term)

    def find_partial_matches(self, request: HttpRequest, text: str) -> list[int] | None:
        """Return the ids of the posts with `text` in part of a word; None if there are too many."""
        posts, _ = super().get_search_results(request, self.get_queryset(request), text)
        return list_keys_if_few(posts.distinct()) if text else None
