"""What a search can be narrowed by: categories, tags and years of what was found."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from posts.finding import SearchResult
from posts.models import Category, Post, Tag

MAX_FACETED_POSTS = 200  # of very many posts, the best: those among which facets are looked for


@dataclass(frozen=True, slots=True)
class Facet:
    """A category, tag or year of what was found, in how many posts (if that is known), and its query."""

    name: str
    count: int | None
    query: str


def count_facets(text: str, found: SearchResult, count: int = 8) -> dict[str, list[Facet]]:
    """Return the most frequent categories and tags and the latest years of what `text` found.

    Where more was found, the very best posts stand for all, and nobody knows how many each of these has.
    """
    keys = found.keys[:MAX_FACETED_POSTS] if found.has_more else found.keys
    by_number = ("-found", "name")
    in_posts = {"found": Count("posts")}
    categories = Category.objects.filter(posts__in=keys).annotate(**in_posts).order_by(*by_number)
    tags = Tag.objects.filter(posts__in=keys).annotate(**in_posts).order_by(*by_number)
    year = ExtractYear("published_at")
    years = Post.objects.filter(pk__in=keys).values(name=year).annotate(found=Count("pk")).order_by("-name")
    rows = {
        "category": categories.values("name", "found"),
        "tag": tags.values("name", "found"),
        "year": years,
    }
    return {
        kind: [
            Facet(
                str(row["name"]),
                None if found.has_more else row["found"],
                narrow_query(text, kind, row["name"]),
            )
            for row in some[:count]
        ]
        for kind, some in rows.items()
    }


def narrow_query(text: str, kind: str, name: object) -> str:
    """Return `text` with the filter added that keeps to one category, tag or year."""
    return f"{text} {kind}:{name}" if kind == "year" else f'{text} {kind}:"{name}"'
