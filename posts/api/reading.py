"""Reading posts: lists of them, one of them, and what a search finds."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from posts.api.authentication import require_scope
from posts.api.calls import ApiCall, ApiResult
from posts.api.cursors import DateCursor, KeyCursor, SearchCursor, decode_cursor, encode_cursor
from posts.api.errors import ApiError
from posts.api.parameters import ListedState
from posts.api.schemas import MatchPage, PostItem, PostMatch, PostPage
from posts.api.serialization import LONG_FIELDS, build_post_item, select_posts
from posts.indexing.query import parse_query
from posts.models import Category, Post, Profile, Series, Tag
from posts.models.current_time import CurrentTime
from posts.models.kind import PostKind
from posts.models.querysets import PostQuerySet
from posts.search.finding import find_best_posts
from posts.search.passages import extract_passage
from posts.views.search import take_search_slot


def list_posts(call: ApiCall) -> ApiResult:
    """Answer the posts that readers find in lists, newest first; with a token others too."""
    query = call.query
    include = (query.include or "").split(",")
    is_live = query.state is ListedState.LIVE
    posts = filter_posts(Post.objects.filter(kind=query.kind.value), call)
    posts = narrow_to_listed(posts, query.cursor) if is_live else narrow_to_state(posts, call)
    found = list(select_posts(posts, include, with_warnings=bool(call.token))[: query.limit + 1])
    page, has_more = found[: query.limit], len(found) > query.limit
    items = [build_post_item(call, post, include, PostItem) for post in page]
    next_url = None
    if has_more:
        last = page[-1]
        position = (last.published_at, last.pk) if is_live else (last.pk,)
        next_url = call.build_next_url(encode_cursor(*position))
    newest = max((post.updated_at for post in page), default=None)
    return ApiResult(PostPage(items, next_url), modified_at=newest)


def narrow_to_listed(posts: PostQuerySet, cursor: str) -> PostQuerySet:
    """Return the listed ones of `posts` after `cursor`, newest first.

    Only one upper bound is set: of two, SQLite may start its scan at the later one.
    """
    if not cursor:
        return posts.filter(published_at__lte=CurrentTime(), is_unlisted=False).newest_first()
    date, key = decode_cursor(cursor, DateCursor)
    before = posts.filter(published_at__lte=min(date, timezone.now()), is_unlisted=False)
    return before.exclude(published_at=date, pk__gte=key).newest_first()


def narrow_to_state(posts: PostQuerySet, call: ApiCall) -> PostQuerySet:
    """Return those of `posts` that the token's user sees in the state that is asked for, newest first."""
    require_scope(call.token, "read")
    state = call.query.state
    by_state = {
        ListedState.DRAFT: posts.drafts,
        ListedState.REVIEW: posts.in_review,
        ListedState.SCHEDULED: posts.scheduled,
        ListedState.ARCHIVED: posts.archived,
        ListedState.TRASHED: posts.trashed,
        ListedState.ALL: posts.all,
    }
    seen = Post.objects.manageable_by if state is ListedState.TRASHED else Post.objects.visible_to
    found = by_state[state]().filter(pk__in=seen(call.user).values("pk"))
    if call.query.cursor:
        (key,) = decode_cursor(call.query.cursor, KeyCursor)
        found = found.filter(pk__lt=key)
    return found.order_by("-pk")


def filter_posts(posts: PostQuerySet, call: ApiCall) -> PostQuerySet:
    """Return those of `posts` with the category, tag … that are asked for. Raises ApiError, 400."""
    query = call.query
    if query.category:
        category = get_named(Category, query.category)
        posts = posts.filter(category__in=category.get_descendant_keys())
    if query.tag:
        posts = posts.filter(tags=get_named(Tag, query.tag))
    if query.series:
        posts = posts.filter(series=get_named(Series, query.series))
    if query.author:
        posts = posts.filter(author=get_named(Profile, query.author).user_id, byline="")
    return posts.filter(language=query.language) if query.language else posts


def get_named(model: Any, slug: str) -> Any:
    """Return the row of `model` with `slug`. Raises ApiError, 400: it is a parameter that is wrong."""
    found = model.objects.filter(slug=slug).first()
    if found is None:
        raise ApiError(400, f"There is no {model._meta.model_name} {slug}.")
    return found


def get_post(call: ApiCall) -> ApiResult:
    """Answer one post in full, by its slug or its uid."""
    post = find_post(call, call.arguments["post"])
    item = build_post_item(call, post, LONG_FIELDS, PostItem)
    return ApiResult(item, modified_at=post.updated_at)


def find_post(call: ApiCall, name: str) -> Post:
    """Return the post with the slug or uid `name` that the caller may see. Raises ApiError, 404."""
    if "\0" in name:
        raise ApiError(404, "There is no such post.")
    posts = Post.objects.visible_to(call.user) if call.has_scope("read") else Post.objects.published()
    condition = Q(slug=name, kind=PostKind.POST)
    if uid := parse_uid(name):
        condition |= Q(uid=uid)
    found = select_posts(posts.filter(condition), LONG_FIELDS, with_warnings=True)
    # A slug may be spelled like the uid of another post.
    post: Post | None = max(found[:2], key=lambda post: post.slug == name, default=None)
    if post is None:
        raise ApiError(404, "There is no such post.")
    return post


def parse_uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def search(call: ApiCall) -> ApiResult:
    """Answer the listed posts that match, the best first, each with the passage that matches."""
    query = parse_query(call.query.q.strip())
    with take_search_slot():
        keys = find_best_posts(query, Post.objects.listed()).keys
        start = find_search_start(keys, call.query.cursor)
        page = keys[start : start + call.query.limit]
        rows = select_posts(Post.objects.listed(), ["html"], with_warnings=bool(call.token)).in_bulk(page)
        posts = [rows[key] for key in page if key in rows]
        items = [
            build_post_item(call, post, (), PostMatch, passage_html=extract_passage(post.html, query.terms))
            for post in posts
        ]
    end = start + len(page)
    next_url = call.build_next_url(encode_cursor(end, page[-1])) if len(keys) > end and page else None
    return ApiResult(MatchPage(items, next_url))


def find_search_start(keys: list[int], cursor: str) -> int:
    """Return where to go on in `keys`: after the post that came last, wherever it stands now."""
    if not cursor:
        return 0
    place, last = decode_cursor(cursor, SearchCursor)
    start: int = place
    try:
        return keys.index(last) + 1
    except ValueError:
        return start
