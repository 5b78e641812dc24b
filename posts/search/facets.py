"""Facets of a search: the categories, tags and years of its results, to narrow it by."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear

from posts.models import Category, Post, Tag
from posts.search.finding import SearchResult

MAX_FACETED_POSTS = 200  # if there are more results, facets are taken from the best of them


@dataclass(frozen=True, slots=True)
class Facet:
    """A category, tag or year, its number of results (None if that is not known) and the narrowed query."""

    name: str
    count: int | None
    query: str


def count_facets(text: str, result: SearchResult, limit: int = 8) -> dict[str, list[Facet]]:
    """Return the facets of the `result` of searching `text`: `limit` of each kind at most.

    Categories and tags come by frequency, years from the latest. If there are more results than `result`
    has, facets are taken from the best posts alone, and their counts are not known.
    """
    keys = result.keys[:MAX_FACETED_POSTS] if result.has_more else result.keys
    count = {"matches": Count("posts")}
    order = ("-matches", "name")
    categories = Category.objects.filter(posts__in=keys).annotate(**count).order_by(*order)
    tags = Tag.objects.filter(posts__in=keys).annotate(**count).order_by(*order)
    years = Post.objects.listed().filter(pk__in=keys).values(name=ExtractYear("published_at"))
    rows_by_kind = {
        "category": categories.values("name", "matches"),
        "tag": tags.values("name", "matches"),
        "year": years.annotate(matches=Count("pk")).order_by("-name"),
    }
    return {
        kind: [build_facet(text, kind, row, result) for row in rows[:limit]]
        for kind, rows in rows_by_kind.items()
    }


def build_facet(text: str, kind: str, row: dict[str, Any], result: SearchResult) -> Facet:
    count = None if result.has_more else row["matches"]
    return Facet(str(row["name"]), count, narrow_query(text, kind, row["name"]))


def narrow_query(text: str, kind: str, name: object) -> str:
    """Return the query `text` with a filter added for one category, tag or year."""
    return f"{text} {kind}:{name}" if kind == "year" else f'{text} {kind}:"{name}"'
