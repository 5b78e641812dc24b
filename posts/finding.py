"""Posts by what readers look for: the same for the search page, for titles as one types, for the admin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear

from posts import search
from posts.models import Category, Post, Synonym, Tag, TaggedPost
from posts.search import Filter, Query, Term
from posts.search.pinyin import as_spelling
from posts.search.tokens import tokens
from posts.tags import tag_key

Posts = TypeVar("Posts", bound=QuerySet[Any])

IN_TITLE, IN_LABEL, IN_TEXT = 3, 2, 1
MOST_COUNTED = 1_000  # posts among which facets are looked for
MAX_TOKENS = 8  # of a text for which the nearest titles are looked for


def find(query: Query, posts: Posts) -> Posts:
    """Return those of `posts` that `query` asks for.

    A word in the title weighs more than one in a tag or category, that more
    than one in the text; of equals the newest comes first.
    """
    if not query:
        return posts.none()
    labels = Labels()
    for one in query.filters:
        posts = posts.exclude(meant(one)) if one.is_excluded else posts.filter(meant(one))
    for term in query.excluded:
        posts = posts.exclude(labels.anywhere(term))
    rank: Combinable = Value(0)
    for term in query.terms:
        posts = posts.filter(labels.anywhere(term))
        rank = rank + labels.rank(term)
    return posts.alias(rank=rank).order_by("-rank", "-published_at", "-pk")


class Labels:
    """The names of all tags and categories. They are few and change without the posts: no index has them.

    What a tag is called besides counts as its name.
    """

    def __init__(self) -> None:
        tags = Tag.objects.order_by().values_list("pk", "name", "synonyms__name")
        self.tags = {(key, name_tokens(name)) for key, *names in tags for name in names if name}
        categories = Category.objects.order_by().values_list("pk", "name")
        self.categories = [(key, name_tokens(name)) for key, name in categories]
        self.conditions: dict[Term, Q] = {}

    def anywhere(self, term: Term) -> Q:
        return Q(pk__in=search.having(term)) | self.labelled(term)

    def labelled(self, term: Term) -> Q:
        """Return the condition for a post to have a tag or category with `term` in its name."""
        if term not in self.conditions:
            words = f" {' '.join(term.tokens)} "
            tags = [key for key, name in self.tags if words in name]
            categories = [key for key, name in self.categories if words in name]
            tagged = TaggedPost.objects.filter(tag__in=tags).values("content_object")
            self.conditions[term] = Q(pk__in=tagged if tags else []) | Q(category__in=categories)
        return self.conditions[term]

    def rank(self, term: Term) -> Case:
        return Case(
            When(pk__in=search.having(term, in_title=True), then=IN_TITLE),
            When(self.labelled(term), then=IN_LABEL),
            default=IN_TEXT,
            output_field=IntegerField(),
        )


@lru_cache(maxsize=32_768)
def name_tokens(name: str) -> str:
    return f" {' '.join(tokens(name))} "


def meant(one: Filter) -> Q:
    """Return the condition that a filter sets. A name or slug is meant whole, an author's may be a part."""
    if one.field == "year":
        return Q(published_at__year=int(one.value))
    if one.field == "author":
        names = ("byline", "author__first_name", "author__last_name", "author__username")
        return any_of(Q(**{f"{name}__icontains": one.value}) for name in names)
    if one.field == "tag":
        return Q(pk__in=TaggedPost.objects.filter(tag__in=called(Tag, one.value)).values("content_object"))
    families = [category.family() for category in Category.objects.filter(pk__in=called(Category, one.value))]
    return Q(category__in=[key for family in families for key in family])


def called(model: type[Tag | Category], value: str) -> list[int]:
    """Return the keys of the tags or categories whose name or slug `value` is, however it is written."""
    wanted = name_tokens(value)
    if model is Tag and (meant := Synonym.objects.filter(key=tag_key(value)).values_list("tag", flat=True)):
        return list(meant)
    rows = model.objects.values_list("pk", "name", "slug")
    return [key for key, name, slug in rows if name_tokens(name) == wanted or slug == value.lower()]


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


@dataclass(frozen=True, slots=True)
class Facet:
    """A category, tag or year of what was found, in how many posts (if that is known), and its query."""

    name: str
    count: int | None
    query: str


def facets(text: str, keys: Sequence[int], count: int = 8) -> dict[str, list[Facet]]:
    """Return the most frequent categories and tags and the latest years of what `text` found.

    `keys` are those of the posts, the best first. Of very many only the best are
    looked at; then nobody knows how many posts each facet has.
    """
    keys, is_counted = keys[:MOST_COUNTED], len(keys) <= MOST_COUNTED
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
            Facet(str(row["name"]), row["found"] if is_counted else None, narrowed(text, kind, row["name"]))
            for row in found[:count]
        ]
        for kind, found in rows.items()
    }


def narrowed(text: str, kind: str, name: object) -> str:
    """Return `text` with the filter added that keeps to one category, tag or year."""
    return f"{text} {kind}:{name}" if kind == "year" else f'{text} {kind}:"{name}"'


def titles(text: str, posts: Posts, count: int = 8) -> Posts:
    """Return the newest of `posts` whose title holds what was typed so far, or sounds like it in pinyin."""
    *whole, last = search.parse(text).terms or (None,)
    if last is None:
        return posts.none()
    held = Q(pk__in=search.having(last, in_title=True, is_begun=True))
    for term in whole:
        held &= Q(pk__in=search.having(term, in_title=True))
    if spelling := as_spelling(text):
        held |= Q(pk__in=search.sounding(spelling))
    return posts.filter(held).order_by("-published_at", "-pk")[:count]


def nearest(text: str, posts: Posts, count: int = 5) -> Posts:
    """Return those of `posts` whose titles come nearest to a text that was not found.

    They sound like it, or share most of its words or characters.
    """
    found = dict.fromkeys(
        token for term in search.parse(text).terms for token in term.tokens if token.isalnum()
    )
    shared: Combinable = Value(0)
    held = Q(pk__in=[])
    for token in list(found)[:MAX_TOKENS]:
        holds = Q(pk__in=search.having(Term((token,)), in_title=True))
        shared, held = shared + Case(When(holds, then=1), default=0), held | holds
    if spelling := as_spelling(text):
        sounds = Q(pk__in=search.sounding(spelling))
        shared, held = shared + Case(When(sounds, then=MAX_TOKENS), default=0), held | sounds
    return posts.filter(held).alias(shared=shared).order_by("-shared", "-published_at", "-pk")[:count]
