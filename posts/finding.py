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

IN_TITLE, IN_LABEL, IN_TEXT = 3, 2, 1
MOST = 1_000  # posts that a search leads to; of more than these it is not said how many there are
FEW_TITLES = 100  # of which the newest are found soonest by looking at all
MAX_TOKENS = 8  # of a text for which the nearest titles are looked for


class Asked(Func):
    """A condition that is asked of one post after the other, in their order, and found no other way.

    So the newest of very many are had without looking at the others.
    """

    template = "(%(expressions)s) IS TRUE"
    conditional = True
    output_field = BooleanField()


def find(query: SearchQuery, posts: Posts) -> Posts:
    """Return those of `posts` that `query` asks for.

    A word in the title weighs more than one in a tag or category, that more
    than one in the text; of equals the newest comes first.
    """
    if not query:
        return posts.none()
    labels = Labels()
    found = among(posts, query, labels).filter(labels.everywhere(query.terms))
    return labels.ranked(found, query.terms)


class Hits:
    """What `query` finds in `posts`, looked up once, for whoever asks several times for some of these."""

    def __init__(self, query: SearchQuery, posts: PostQuerySet) -> None:
        self.query, self.labels = query, Labels()
        self.known = few_with(query.terms, among(posts, query, self.labels), self.labels) if query else []

    def within(self, posts: PostQuerySet) -> PostQuerySet:
        """Return those of `posts` that are hits: the best first, or very many in the order of `posts`."""
        if self.known is not None:
            return self.labels.ranked(posts.filter(pk__in=self.known), self.query.terms)
        posts = among(posts, self.query, self.labels)
        held = self.labels.everywhere(self.query.terms)
        return posts.filter(Asked(held)) if held else posts


class Found(NamedTuple):
    """The keys of what was found, the best first, `MOST` at most; and whether there are more than these."""

    keys: list[int]
    are_more: bool


def best(query: SearchQuery, posts: PostQuerySet) -> Found:
    """Return the best of `posts` that `query` asks for, in the order of `find`.

    Only where more than `MOST` posts have one of several words in title, tag or category, but fewer than
    that all of them in the title, they are not weighed against each other: the newest come first.
    """
    if not query:
        return Found([], are_more=False)
    labels = Labels()
    posts = among(posts, query, labels)
    if not query.terms:
        return cut(newest(posts))
    known = few_with(query.terms, posts, labels)
    if known is None:
        return cut(levels(query.terms, posts, labels))
    return cut(keys(labels.ranked(Post.objects.filter(pk__in=known), query.terms)))


def cut(found: Iterable[int]) -> Found:
    """Return the first of the keys that were `found`, each once; no more are looked for than are needed."""
    known: dict[int, None] = {}
    for key in found:
        known[key] = None
        if len(known) > MOST:
            break
    return Found([*known][:MOST], are_more=len(known) > MOST)


def levels(terms: Sequence[SearchTerm], posts: PostQuerySet, labels: "Labels") -> Iterator[int]:
    """Yield the keys of the best of very many posts with `terms`, first as far as titles tell, then labels.

    On each level are those of the one before, and more.
    """
    yield from newest(sought(titled_with(terms), posts))
    named = labels.named(terms)
    known = few(posts.filter(named))
    if known is None:
        yield from newest(posts.filter(Asked(named)))
    else:
        yield from keys(labels.ranked(Post.objects.filter(pk__in=known), terms))
    yield from newest(posts.filter(Asked(labels.everywhere(terms))))


def few_with(terms: Sequence[SearchTerm], posts: PostQuerySet, labels: "Labels") -> list[int] | None:
    """Return the keys of those of `posts` that hold `terms`; None where more than `MOST` may do so."""
    if terms and has_more_matches(terms, MOST):
        return None
    return few(posts.filter(labels.everywhere(terms)))


def few(posts: QuerySet[Any], most: int | None = None) -> list[int] | None:
    """Return the keys of `posts`; None where they are more than `most`, which is `MOST` unless told."""
    most = most or MOST
    known = list(posts.order_by().values_list("pk", flat=True)[: most + 1])
    return None if len(known) > most else known


def sought(held: Q, posts: PostQuerySet, most: int | None = None) -> PostQuerySet:
    """Return those of `posts` for which `held` is true, so that the newest of them are soon found.

    Up to `most` are looked for once and then known by their keys; of more, the newest are near.
    """
    known = few(posts.filter(held), most)
    return posts.filter(Asked(held)) if known is None else posts.filter(pk__in=known)


def keys(posts: QuerySet[Any]) -> list[int]:
    """Return the keys of `posts`, or of the first of them: one more than `MOST`."""
    return list(posts.values_list("pk", flat=True)[: MOST + 1])


def newest(posts: PostQuerySet) -> list[int]:
    return keys(posts.newest_first())


def among(posts: Posts, query: SearchQuery, labels: "Labels") -> Posts:
    """Return those of `posts` that the filters of `query` let through, and that hold no excluded word."""
    for one in query.filters:
        posts = posts.exclude(meant(one)) if one.is_excluded else posts.filter(meant(one))
    for term in query.excluded:
        posts = posts.exclude(labels.anywhere(term))
    return posts


def titled_with(terms: Iterable[SearchTerm]) -> Q:
    """Return the condition for a title to hold all `terms`."""
    return reduce(and_, (Q(pk__in=title_matches(term)) for term in terms), Q())


class Labels:
    """The names of all tags and categories. They are few and change without the posts: no index has them.

    What a tag is called besides counts as its name.
    """

    def __init__(self) -> None:
        tags = Tag.objects.order_by().values_list("pk", "name", "synonyms__name")
        self.tags = {(key, name_tokens(name)) for key, *names in tags for name in names if name}
        categories = Category.objects.order_by().values_list("pk", "name")
        self.categories = [(key, name_tokens(name)) for key, name in categories]
        self.conditions: dict[SearchTerm, Q] = {}

    def anywhere(self, term: SearchTerm) -> Q:
        return Q(pk__in=text_matches(term)) | self.labelled(term)

    def everywhere(self, terms: Iterable[SearchTerm]) -> Q:
        """Return the condition for a post to hold all `terms`."""
        return reduce(and_, map(self.anywhere, terms), Q())

    def named(self, terms: Sequence[SearchTerm]) -> Q:
        """Return the condition for a post to hold all `terms`, any of them in title, tag or category."""
        any_named = any_of(Q(pk__in=title_matches(term)) | self.labelled(term) for term in terms)
        # What has the only word in its title or a label holds it: the long list need not be read.
        return any_named & Q(Asked(self.everywhere(terms))) if len(terms) > 1 else any_named

    def labelled(self, term: SearchTerm) -> Q:
        """Return the condition for a post to have a tag or category with `term` in its name."""
        if term not in self.conditions:
            words = f" {' '.join(term.tokens)} "
            tags = [key for key, name in self.tags if words in name]
            categories = [key for key, name in self.categories if words in name]
            tagged = TaggedPost.objects.filter(tag__in=tags).values("content_object")
            shelved = Post.objects.filter(category__in=categories).order_by().values("pk")
            self.conditions[term] = Q(pk__in=tagged if tags else []) | Q(pk__in=shelved if categories else [])
        return self.conditions[term]

    def ranked(self, posts: Posts, terms: Iterable[SearchTerm]) -> Posts:
        """Return `posts`, all of which hold `terms`, the best first."""
        rank = sum(map(self.rank, terms), Value(0))
        return posts.alias(rank=rank).order_by("-rank", "-published_at", "-pk")

    def rank(self, term: SearchTerm) -> Combinable:
        return Case(
            When(pk__in=title_matches(term), then=IN_TITLE),
            When(self.labelled(term), then=IN_LABEL),
            default=IN_TEXT,
            output_field=IntegerField(),
        )


@lru_cache(maxsize=32_768)
def name_tokens(name: str) -> str:
    return f" {' '.join(tokenize_text(name))} "


def meant(one: SearchFilter) -> Q:
    """Return the condition that a filter sets. A name or slug is meant whole, an author's may be a part."""
    if one.field == "year":
        return Q(published_at__year=int(one.value))
    if one.field == "author":
        names = ("byline", "author__first_name", "author__last_name", "author__username")
        return any_of(Q(**{f"{name}__icontains": one.value}) for name in names)
    if one.field == "tag":
        return Q(pk__in=TaggedPost.objects.filter(tag__in=called(Tag, one.value)).values("content_object"))
    families = [
        category.get_descendant_keys()
        for category in Category.objects.filter(pk__in=called(Category, one.value))
    ]
    return Q(category__in=[key for family in families for key in family])


def called(model: type[Tag | Category], value: str) -> list[int]:
    """Return the keys of the tags or categories whose name or slug `value` is, however it is written."""
    wanted = name_tokens(value)
    if model is Tag and (
        meant := Synonym.objects.filter(key=get_tag_key(value)).values_list("tag", flat=True)
    ):
        return list(meant)
    rows = model.objects.values_list("pk", "name", "slug")
    return [key for key, name, slug in rows if name_tokens(name) == wanted or slug == value.lower()]


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def titles(text: str, posts: PostQuerySet, count: int = 8) -> PostQuerySet:
    """Return the newest of `posts` whose title holds what was typed so far, or sounds like it in pinyin."""
    terms = parse_query(text).terms
    if not terms:
        return posts.none()
    held = Q(pk__in=prefix_matches(terms, parse_pinyin(text)))
    return sought(held, posts, FEW_TITLES).newest_first()[:count]


def nearest(text: str, posts: Posts, count: int = 5) -> Posts:
    """Return those of `posts` whose titles come nearest to a text that was not found.

    They sound like it, or share most of its words or characters, and hold nothing that it leaves out.
    """
    query = parse_query(text)
    found = dict.fromkeys(token for term in query.terms for token in term.tokens if token.isalnum())
    for term in query.excluded:
        posts = posts.exclude(pk__in=text_matches(term))
    shared: Combinable = Value(0)
    held = Q(pk__in=[])
    for token in list(found)[:MAX_TOKENS]:
        holds = Q(pk__in=title_matches(SearchTerm((token,))))
        shared, held = shared + Case(When(holds, then=1), default=0), held | holds
    if spelling := parse_pinyin(text):
        sounds = Q(pk__in=pinyin_matches(spelling))
        shared, held = shared + Case(When(sounds, then=MAX_TOKENS), default=0), held | sounds
    return posts.filter(held).alias(shared=shared).order_by("-shared", "-published_at", "-pk")[:count]
