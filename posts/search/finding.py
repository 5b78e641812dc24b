"""Searching posts: for the search page, for suggested titles and for the admin's list."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple, TypeVar

from django.db.models import BooleanField, Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from posts.indexing.index import has_more_matches, pinyin_matches, prefix_matches, text_matches, title_matches
from posts.indexing.pinyin import parse_pinyin
from posts.indexing.query import SearchFilter, SearchQuery, SearchTerm, parse_query
from posts.indexing.tokens import tokenize_text
from posts.models import Category, Post, Synonym, Tag, TaggedPost
from posts.models.querysets import PostQuerySet
from posts.models.tag_parsing import get_tag_key

Posts = TypeVar("Posts", bound=QuerySet[Any])

TITLE_RANK, LABEL_RANK, TEXT_RANK = 3, 2, 1
MAX_RESULTS = 1_000  # posts of one search; if there are more, their number is not counted
MAX_TITLE_KEYS = 100  # up to so many matching titles, reading all is the fastest way to the newest
MAX_SUGGESTION_TOKENS = 8  # of a query for which the nearest titles are searched


class RowCondition(Func):
    """A condition that the database checks on one post after the other, in their order, without an index.

    So the newest of very many matches are found without reading the others.
    """

    template = "(%(expressions)s) IS TRUE"
    conditional = True
    output_field = BooleanField()


def search_posts(query: SearchQuery, posts: Posts) -> Posts:
    """Return those of `posts` that match `query`, the best first.

    A word in the title ranks higher than one in a tag or category, and that higher
    than one in the text; posts of equal rank are ordered by date, the newest first.
    """
    if not query:
        return posts.none()
    names = TaxonomyNames()
    matches = filter_by_query(posts, query, names).filter(names.match_all_terms(query.terms))
    return names.order_by_rank(matches, query.terms)


class CachedSearch:
    """The matches of `query` in `posts`, searched once and then applied to several querysets.

    `keys` is None where there are more than `MAX_RESULTS`.
    """

    def __init__(self, query: SearchQuery, posts: PostQuerySet) -> None:
        self.query, self.names = query, TaxonomyNames()
        self.keys: list[int] | None = []
        if query:
            posts = filter_by_query(posts, query, self.names)
            self.keys = list_keys_with_terms(query.terms, posts, self.names)

    def filter_posts(self, posts: PostQuerySet) -> PostQuerySet:
        """Return those of `posts` that match: the best first, or very many in the order of `posts`."""
        if self.keys is not None:
            return self.names.order_by_rank(posts.filter(pk__in=self.keys), self.query.terms)
        posts = filter_by_query(posts, self.query, self.names)
        condition = self.names.match_all_terms(self.query.terms)
        return posts.filter(RowCondition(condition)) if condition else posts


class SearchResult(NamedTuple):
    """The primary keys of the best matches, `MAX_RESULTS` at most, and whether there are more."""

    keys: list[int]
    has_more: bool


def find_best_posts(query: SearchQuery, posts: PostQuerySet) -> SearchResult:
    """Return the best of `posts` that match `query`, in the order of `search_posts`.

    With one exception: if more than `MAX_RESULTS` posts have one of several words in title, tag or category,
    but fewer than that all of them in the title, those are not ranked; the newest come first.
    """
    if not query:
        return SearchResult([], has_more=False)
    names = TaxonomyNames()
    posts = filter_by_query(posts, query, names)
    if not query.terms:
        return limit_results(list_newest_keys(posts))
    keys = list_keys_with_terms(query.terms, posts, names)
    if keys is None:
        return limit_results(rank_in_levels(query.terms, posts, names))
    return limit_results(list_keys(names.order_by_rank(Post.objects.filter(pk__in=keys), query.terms)))


def limit_results(keys: Iterable[int]) -> SearchResult:
    """Return the first of `keys`, each once; no more of them are requested than are needed."""
    unique_keys: dict[int, None] = {}
    for key in keys:
        unique_keys[key] = None
        if len(unique_keys) > MAX_RESULTS:
            break
    return SearchResult([*unique_keys][:MAX_RESULTS], has_more=len(unique_keys) > MAX_RESULTS)


def rank_in_levels(terms: Sequence[SearchTerm], posts: PostQuerySet, names: "TaxonomyNames") -> Iterator[int]:
    """Yield the keys of very many posts that contain `terms`: first by title, then by tag and category.

    Each level repeats the keys of those before it.
    """
    yield from list_newest_keys(filter_by_condition(match_titles(terms), posts))
    condition = names.match_any_named(terms)
    keys = list_keys_if_few(posts.filter(condition))
    if keys is None:
        yield from list_newest_keys(posts.filter(RowCondition(condition)))
    else:
        yield from list_keys(names.order_by_rank(Post.objects.filter(pk__in=keys), terms))
    yield from list_newest_keys(posts.filter(RowCondition(names.match_all_terms(terms))))


def list_keys_with_terms(
    terms: Sequence[SearchTerm], posts: PostQuerySet, names: "TaxonomyNames"
) -> list[int] | None:
    """Return the keys of those of `posts` that contain `terms`; None if more than `MAX_RESULTS` may."""
    if terms and has_more_matches(terms, MAX_RESULTS):
        return None
    return list_keys_if_few(posts.filter(names.match_all_terms(terms)))


def list_keys_if_few(posts: QuerySet[Any], limit: int | None = None) -> list[int] | None:
    """Return the keys of `posts`; None if there are more than `limit`, by default `MAX_RESULTS`."""
    limit = limit or MAX_RESULTS
    keys = list(posts.order_by().values_list("pk", flat=True)[: limit + 1])
    return None if len(keys) > limit else keys


def filter_by_condition(condition: Q, posts: PostQuerySet, limit: int | None = None) -> PostQuerySet:
    """Return those of `posts` that meet `condition`, in a way that finds the newest of them fast.

    Up to `limit` matches are read once and filtered by key; of more, the newest are among the first rows.
    """
    keys = list_keys_if_few(posts.filter(condition), limit)
    return posts.filter(RowCondition(condition)) if keys is None else posts.filter(pk__in=keys)


def list_keys(posts: QuerySet[Any]) -> list[int]:
    """Return the keys of the first of `posts`, one more than `MAX_RESULTS` at most."""
    return list(posts.values_list("pk", flat=True)[: MAX_RESULTS + 1])


def list_newest_keys(posts: PostQuerySet) -> list[int]:
    return list_keys(posts.newest_first())


def filter_by_query(posts: Posts, query: SearchQuery, names: "TaxonomyNames") -> Posts:
    """Return those of `posts` that pass the filters of `query` and contain none of its excluded terms."""
    for search_filter in query.filters:
        condition = build_filter(search_filter)
        posts = posts.exclude(condition) if search_filter.is_excluded else posts.filter(condition)
    for term in query.excluded:
        posts = posts.exclude(names.match_term(term))
    return posts


def match_titles(terms: Iterable[SearchTerm]) -> Q:
    """Return the condition for a title to contain all `terms`."""
    return reduce(and_, (Q(pk__in=title_matches(term)) for term in terms), Q())


class TaxonomyNames:
    """The names of all tags and categories, synonyms of tags included, as conditions for posts.

    They are few and change without the posts, so that they are not in the search index.
    """

    def __init__(self) -> None:
        tags = Tag.objects.order_by().values_list("pk", "name", "synonyms__name")
        self.tags = {(key, tokenize_name(name)) for key, *names in tags for name in names if name}
        categories = Category.objects.order_by().values_list("pk", "name")
        self.categories = [(key, tokenize_name(name)) for key, name in categories]
        self.conditions: dict[SearchTerm, Q] = {}

    def match_term(self, term: SearchTerm) -> Q:
        return Q(pk__in=text_matches(term)) | self.match_taxonomy(term)

    def match_all_terms(self, terms: Iterable[SearchTerm]) -> Q:
        """Return the condition for a post to contain all `terms`."""
        return reduce(and_, map(self.match_term, terms), Q())

    def match_any_named(self, terms: Sequence[SearchTerm]) -> Q:
        """Return the condition for a post to contain all `terms`, any of them in title, tag or category."""
        any_named = match_any(Q(pk__in=title_matches(term)) | self.match_taxonomy(term) for term in terms)
        # A post with the only word in its title or a label contains it: the texts need not be searched.
        return any_named & Q(RowCondition(self.match_all_terms(terms))) if len(terms) > 1 else any_named

    def match_taxonomy(self, term: SearchTerm) -> Q:
        """Return the condition for a post to have a tag or category with `term` in its name."""
        if term not in self.conditions:
            words = f" {' '.join(term.tokens)} "
            tags = [key for key, name in self.tags if words in name]
            categories = [key for key, name in self.categories if words in name]
            tagged = TaggedPost.objects.filter(tag__in=tags).values("content_object")
            categorized = Post.objects.filter(category__in=categories).order_by().values("pk")
            condition = Q(pk__in=tagged if tags else []) | Q(pk__in=categorized if categories else [])
            self.conditions[term] = condition
        return self.conditions[term]

    def order_by_rank(self, posts: Posts, terms: Iterable[SearchTerm]) -> Posts:
        """Return `posts`, all of which contain `terms`, the best first."""
        rank = sum(map(self.rank_term, terms), Value(0))
        return posts.alias(rank=rank).order_by("-rank", "-published_at", "-pk")

    def rank_term(self, term: SearchTerm) -> Combinable:
        return Case(
            When(pk__in=title_matches(term), then=TITLE_RANK),
            When(self.match_taxonomy(term), then=LABEL_RANK),
            default=TEXT_RANK,
            output_field=IntegerField(),
        )


@lru_cache(maxsize=32_768)
def tokenize_name(name: str) -> str:
    return f" {' '.join(tokenize_text(name))} "


def build_filter(search_filter: SearchFilter) -> Q:
    """Return the condition of a filter: a whole name or slug, but for authors any part of a name."""
    value = search_filter.value
    if search_filter.field == "year":
        return Q(published_at__year=int(value))
    if search_filter.field == "author":
        fields = ("byline", "author__first_name", "author__last_name", "author__username")
        return match_any(Q(**{f"{field}__icontains": value}) for field in fields)
    if search_filter.field == "tag":
        tagged = TaggedPost.objects.filter(tag__in=match_names(Tag, value))
        return Q(pk__in=tagged.values("content_object"))
    categories = Category.objects.filter(pk__in=match_names(Category, value))
    return Q(category__in=[key for category in categories for key in category.get_descendant_keys()])


def match_names(model: type[Tag | Category], value: str) -> list[int]:
    """Return the keys of the tags or categories with the name or slug `value`, however it is written."""
    if model is Tag:
        synonyms = Synonym.objects.filter(key=get_tag_key(value))
        if tags := list(synonyms.values_list("tag", flat=True)):
            return tags
    value_tokens = tokenize_name(value)
    rows = model.objects.values_list("pk", "name", "slug")
    return [key for key, name, slug in rows if tokenize_name(name) == value_tokens or slug == value.lower()]


def match_any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def find_titles(text: str, posts: PostQuerySet, count: int = 8) -> PostQuerySet:
    """Return the newest of `posts` whose title contains the beginning of a query, also in pinyin."""
    terms = parse_query(text).terms
    if not terms:
        return posts.none()
    condition = Q(pk__in=prefix_matches(terms, parse_pinyin(text)))
    return filter_by_condition(condition, posts, MAX_TITLE_KEYS).newest_first()[:count]


def find_nearest_titles(text: str, posts: Posts, count: int = 5) -> Posts:
    """Return those of `posts` whose titles come nearest to a query without results.

    They match it in pinyin, or share most of its words or characters, and contain no excluded term.
    """
    query = parse_query(text)
    tokens = dict.fromkeys(token for term in query.terms for token in term.tokens if token.isalnum())
    for term in query.excluded:
        posts = posts.exclude(pk__in=text_matches(term))
    shared: Combinable = Value(0)
    matches = Q(pk__in=[])
    for token in list(tokens)[:MAX_SUGGESTION_TOKENS]:
        has_token = Q(pk__in=title_matches(SearchTerm((token,))))
        shared += Case(When(has_token, then=1), default=0)
        matches |= has_token
    if spelling := parse_pinyin(text):
        has_spelling = Q(pk__in=pinyin_matches(spelling))
        shared += Case(When(has_spelling, then=MAX_SUGGESTION_TOKENS), default=0)
        matches |= has_spelling
    return posts.filter(matches).alias(shared=shared).order_by("-shared", "-published_at", "-pk")[:count]
