"""Posts by what readers look for: the same for the search page, for titles as one types, for the admin."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple, TypeVar

from django.db.models import BooleanField, Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from posts.models import Category, Post, Synonym, Tag, TaggedPost
from posts.querysets import PostQuerySet
from posts.search.index import has_more_matches, pinyin_matches, prefix_matches, text_matches, title_matches
from posts.search.pinyin import parse_pinyin
from posts.search.query import SearchFilter, SearchQuery, SearchTerm, parse_query
from posts.search.tokens import tokenize_text
from posts.tags import get_tag_key

Posts = TypeVar("Posts", bound=QuerySet[Any])

TITLE_RANK, LABEL_RANK, TEXT_RANK = 3, 2, 1
MAX_RESULTS = 1_000  # posts that a search leads to; of more than these it is not said how many there are
MAX_TITLE_KEYS = 100  # of which the newest are found soonest by looking at all
MAX_SUGGESTION_TOKENS = 8  # of a text for which the nearest titles are looked for


class RowCondition(Func):
    """A condition that is asked of one post after the other, in their order, and found no other way.

    So the newest of very many are had without looking at the others.
    """

    template = "(%(expressions)s) IS TRUE"
    conditional = True
    output_field = BooleanField()


def search_posts(query: SearchQuery, posts: Posts) -> Posts:
    """Return those of `posts` that `query` asks for.

    A word in the title weighs more than one in a tag or category, that more
    than one in the text; of equals the newest comes first.
    """
    if not query:
        return posts.none()
    labels = TaxonomyNames()
    found = filter_by_query(posts, query, labels).filter(labels.match_all_terms(query.terms))
    return labels.order_by_rank(found, query.terms)


class CachedSearch:
    """What `query` finds in `posts`, looked up once, for whoever asks several times for some of these."""

    def __init__(self, query: SearchQuery, posts: PostQuerySet) -> None:
        self.query, self.names = query, TaxonomyNames()
        self.keys = (
            list_keys_with_terms(query.terms, filter_by_query(posts, query, self.names), self.names)
            if query
            else []
        )

    def filter_posts(self, posts: PostQuerySet) -> PostQuerySet:
        """Return those of `posts` that are hits: the best first, or very many in the order of `posts`."""
        if self.keys is not None:
            return self.names.order_by_rank(posts.filter(pk__in=self.keys), self.query.terms)
        posts = filter_by_query(posts, self.query, self.names)
        held = self.names.match_all_terms(self.query.terms)
        return posts.filter(RowCondition(held)) if held else posts


class SearchResult(NamedTuple):
    """The keys of what was found, the best first, `MOST` at most; and whether there are more than these."""

    keys: list[int]
    has_more: bool


def find_best_posts(query: SearchQuery, posts: PostQuerySet) -> SearchResult:
    """Return the best of `posts` that `query` asks for, in the order of `find`.

    Only where more than `MOST` posts have one of several words in title, tag or category, but fewer than
    that all of them in the title, they are not weighed against each other: the newest come first.
    """
    if not query:
        return SearchResult([], has_more=False)
    labels = TaxonomyNames()
    posts = filter_by_query(posts, query, labels)
    if not query.terms:
        return limit_results(list_newest_keys(posts))
    known = list_keys_with_terms(query.terms, posts, labels)
    if known is None:
        return limit_results(rank_in_levels(query.terms, posts, labels))
    return limit_results(list_keys(labels.order_by_rank(Post.objects.filter(pk__in=known), query.terms)))


def limit_results(found: Iterable[int]) -> SearchResult:
    """Return the first of the keys that were `found`, each once; no more are looked for than are needed."""
    known: dict[int, None] = {}
    for key in found:
        known[key] = None
        if len(known) > MAX_RESULTS:
            break
    return SearchResult([*known][:MAX_RESULTS], has_more=len(known) > MAX_RESULTS)


def rank_in_levels(
    terms: Sequence[SearchTerm], posts: PostQuerySet, labels: "TaxonomyNames"
) -> Iterator[int]:
    """Yield the keys of the best of very many posts with `terms`, first as far as titles tell, then labels.

    On each level are those of the one before, and more.
    """
    yield from list_newest_keys(filter_by_condition(match_titles(terms), posts))
    named = labels.match_any_named(terms)
    known = list_keys_if_few(posts.filter(named))
    if known is None:
        yield from list_newest_keys(posts.filter(RowCondition(named)))
    else:
        yield from list_keys(labels.order_by_rank(Post.objects.filter(pk__in=known), terms))
    yield from list_newest_keys(posts.filter(RowCondition(labels.match_all_terms(terms))))


def list_keys_with_terms(
    terms: Sequence[SearchTerm], posts: PostQuerySet, labels: "TaxonomyNames"
) -> list[int] | None:
    """Return the keys of those of `posts` that hold `terms`; None where more than `MOST` may do so."""
    if terms and has_more_matches(terms, MAX_RESULTS):
        return None
    return list_keys_if_few(posts.filter(labels.match_all_terms(terms)))


def list_keys_if_few(posts: QuerySet[Any], limit: int | None = None) -> list[int] | None:
    """Return the keys of `posts`; None where they are more than `most`, which is `MOST` unless told."""
    limit = limit or MAX_RESULTS
    known = list(posts.order_by().values_list("pk", flat=True)[: limit + 1])
    return None if len(known) > limit else known


def filter_by_condition(held: Q, posts: PostQuerySet, limit: int | None = None) -> PostQuerySet:
    """Return those of `posts` for which `held` is true, so that the newest of them are soon found.

    Up to `most` are looked for once and then known by their keys; of more, the newest are near.
    """
    known = list_keys_if_few(posts.filter(held), limit)
    return posts.filter(RowCondition(held)) if known is None else posts.filter(pk__in=known)


def list_keys(posts: QuerySet[Any]) -> list[int]:
    """Return the keys of `posts`, or of the first of them: one more than `MOST`."""
    return list(posts.values_list("pk", flat=True)[: MAX_RESULTS + 1])


def list_newest_keys(posts: PostQuerySet) -> list[int]:
    return list_keys(posts.newest_first())


def filter_by_query(posts: Posts, query: SearchQuery, labels: "TaxonomyNames") -> Posts:
    """Return those of `posts` that the filters of `query` let through, and that hold no excluded word."""
    for one in query.filters:
        posts = posts.exclude(build_filter(one)) if one.is_excluded else posts.filter(build_filter(one))
    for term in query.excluded:
        posts = posts.exclude(labels.match_term(term))
    return posts


def match_titles(terms: Iterable[SearchTerm]) -> Q:
    """Return the condition for a title to hold all `terms`."""
    return reduce(and_, (Q(pk__in=title_matches(term)) for term in terms), Q())


class TaxonomyNames:
    """The names of all tags and categories. They are few and change without the posts: no index has them.

    What a tag is called besides counts as its name.
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
        """Return the condition for a post to hold all `terms`."""
        return reduce(and_, map(self.match_term, terms), Q())

    def match_any_named(self, terms: Sequence[SearchTerm]) -> Q:
        """Return the condition for a post to hold all `terms`, any of them in title, tag or category."""
        any_named = match_any(Q(pk__in=title_matches(term)) | self.match_taxonomy(term) for term in terms)
        # What has the only word in its title or a label holds it: the long list need not be read.
        return any_named & Q(RowCondition(self.match_all_terms(terms))) if len(terms) > 1 else any_named

    def match_taxonomy(self, term: SearchTerm) -> Q:
        """Return the condition for a post to have a tag or category with `term` in its name."""
        if term not in self.conditions:
            words = f" {' '.join(term.tokens)} "
            tags = [key for key, name in self.tags if words in name]
            categories = [key for key, name in self.categories if words in name]
            tagged = TaggedPost.objects.filter(tag__in=tags).values("content_object")
            shelved = Post.objects.filter(category__in=categories).order_by().values("pk")
            self.conditions[term] = Q(pk__in=tagged if tags else []) | Q(pk__in=shelved if categories else [])
        return self.conditions[term]

    def order_by_rank(self, posts: Posts, terms: Iterable[SearchTerm]) -> Posts:
        """Return `posts`, all of which hold `terms`, the best first."""
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


def build_filter(one: SearchFilter) -> Q:
    """Return the condition that a filter sets. A name or slug is meant whole, an author's may be a part."""
    if one.field == "year":
        return Q(published_at__year=int(one.value))
    if one.field == "author":
        names = ("byline", "author__first_name", "author__last_name", "author__username")
        return match_any(Q(**{f"{name}__icontains": one.value}) for name in names)
    if one.field == "tag":
        return Q(
            pk__in=TaggedPost.objects.filter(tag__in=match_names(Tag, one.value)).values("content_object")
        )
    families = [
        category.get_descendant_keys()
        for category in Category.objects.filter(pk__in=match_names(Category, one.value))
    ]
    return Q(category__in=[key for family in families for key in family])


def match_names(model: type[Tag | Category], value: str) -> list[int]:
    """Return the keys of the tags or categories whose name or slug `value` is, however it is written."""
    wanted = tokenize_name(value)
    if model is Tag and (
        meant := Synonym.objects.filter(key=get_tag_key(value)).values_list("tag", flat=True)
    ):
        return list(meant)
    rows = model.objects.values_list("pk", "name", "slug")
    return [key for key, name, slug in rows if tokenize_name(name) == wanted or slug == value.lower()]


def match_any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def find_titles(text: str, posts: PostQuerySet, count: int = 8) -> PostQuerySet:
    """Return the newest of `posts` whose title holds what was typed so far, or sounds like it in pinyin."""
    terms = parse_query(text).terms
    if not terms:
        return posts.none()
    held = Q(pk__in=prefix_matches(terms, parse_pinyin(text)))
    return filter_by_condition(held, posts, MAX_TITLE_KEYS).newest_first()[:count]


def find_nearest_titles(text: str, posts: Posts, count: int = 5) -> Posts:
    """Return those of `posts` whose titles come nearest to a text that was not found.

    They sound like it, or share most of its words or characters, and hold nothing that it leaves out.
    """
    query = parse_query(text)
    found = dict.fromkeys(token for term in query.terms for token in term.tokens if token.isalnum())
    for term in query.excluded:
        posts = posts.exclude(pk__in=text_matches(term))
    shared: Combinable = Value(0)
    held = Q(pk__in=[])
    for token in list(found)[:MAX_SUGGESTION_TOKENS]:
        holds = Q(pk__in=title_matches(SearchTerm((token,))))
        shared, held = shared + Case(When(holds, then=1), default=0), held | holds
    if spelling := parse_pinyin(text):
        sounds = Q(pk__in=pinyin_matches(spelling))
        shared, held = shared + Case(When(sounds, then=MAX_SUGGESTION_TOKENS), default=0), held | sounds
    return posts.filter(held).alias(shared=shared).order_by("-shared", "-published_at", "-pk")[:count]
