"""Reading categories, tags, series and authors: those that readers find, with how many posts they have."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from posts.api.calls import ApiCall, ApiResult
from posts.api.cursors import SlugCursor, decode_cursor, encode_cursor
from posts.api.errors import ApiError
from posts.api.schemas import (
    AuthorItem,
    AuthorPage,
    CategoryItem,
    CategoryPage,
    SeriesItem,
    SeriesPage,
    SiteItem,
    TagItem,
    TagPage,
)
from posts.models import Category, Post, Profile, Series, Tag, get_site
from posts.models.querysets import count_subquery


def describe_site(call: ApiCall) -> ApiResult:
    """Answer what the site is called, and where its parts are."""
    feeds = {name: call.build_url(reverse(f"posts:{name}")) for name in ("rss", "atom", "json_feed")}
    return ApiResult(
        SiteItem(
            name=get_site().name,
            description=get_site().description,
            language=get_site().language,
            url=call.build_url("/"),
            openapi=call.build_url(reverse("api:get_openapi")),
            feeds=feeds,
        )
    )


def list_categories(call: ApiCall) -> ApiResult:
    """Answer the categories with listed posts in them or below, each before those below it."""
    tree = Category.objects.get_tree_with_counts()
    slugs = {category.pk: category.slug for category in tree}
    start = find_start([category.slug for category in tree], call.query.cursor)
    page = tree[start : start + call.query.limit]
    items = [build_category_item(call, category, slugs.get(category.parent_id)) for category in page]
    return ApiResult(CategoryPage(items, build_next(call, page, has_more=len(tree) > start + len(page))))


def get_category(call: ApiCall) -> ApiResult:
    """Answer one category."""
    tree = Category.objects.get_tree_with_counts()
    slugs = {category.pk: category.slug for category in tree}
    found = next((one for one in tree if one.slug == call.arguments["slug"]), None)
    if found is None:
        raise ApiError(404, "There is no such category with posts.")
    return ApiResult(build_category_item(call, found, slugs.get(found.parent_id)))


def find_start(slugs: list[str], cursor: str) -> int:
    """Return the place after the slug in `cursor`; the end where that is gone."""
    if not cursor:
        return 0
    (last,) = decode_cursor(cursor, SlugCursor)
    return slugs.index(last) + 1 if last in slugs else len(slugs)


def build_category_item(call: ApiCall, category: Any, parent: str | None) -> CategoryItem:
    url = call.build_url(category.get_absolute_url())
    return CategoryItem(category.name, category.slug, url, category.description, parent, category.live_count)


def build_tag_item(call: ApiCall, tag: Any) -> TagItem:
    url = call.build_url(tag.get_absolute_url())
    return TagItem(tag.name, tag.slug, url, tag.description, tag.live_count)


def build_series_item(call: ApiCall, series: Any) -> SeriesItem:
    url = call.build_url(series.get_absolute_url())
    return SeriesItem(series.name, series.slug, url, series.description, series.live_count)


def build_author_item(call: ApiCall, profile: Any) -> AuthorItem:
    url = call.build_url(profile.get_absolute_url())
    picture = call.build_url(profile.picture.url) if profile.picture else None
    return AuthorItem(profile.name, profile.slug, url, profile.text, picture, profile.live_count)


def annotate_post_counts(rows: QuerySet[Any], field: str, reference: str) -> QuerySet[Any]:
    """Return those of `rows` that listed posts name in `field`, with `live_count`, their number."""
    posts = Post.objects.listed().filter(**{field: OuterRef(reference)})
    counted: QuerySet[Any] = rows.filter(Exists(posts)).annotate(live_count=Subquery(count_subquery(posts)))
    return counted


def select_tags() -> QuerySet[Any]:
    return cast(QuerySet[Any], Tag.objects.in_use().with_live_counts())


def select_series() -> QuerySet[Any]:
    return annotate_post_counts(Series.objects.all(), "series", "pk")


def select_authors() -> QuerySet[Any]:
    return annotate_post_counts(Profile.objects.all(), "author", "user")


def list_used_tags(call: ApiCall) -> ApiResult:
    """Answer the tags of listed posts, by their slugs."""
    page, next_url = read_page(call, select_tags())
    return ApiResult(TagPage([build_tag_item(call, tag) for tag in page], next_url))


def get_tag(call: ApiCall) -> ApiResult:
    """Answer one tag."""
    return ApiResult(build_tag_item(call, find_one(call, select_tags())))


def list_series(call: ApiCall) -> ApiResult:
    """Answer the series of listed posts, by their slugs."""
    page, next_url = read_page(call, select_series())
    return ApiResult(SeriesPage([build_series_item(call, series) for series in page], next_url))


def get_series(call: ApiCall) -> ApiResult:
    """Answer one series."""
    return ApiResult(build_series_item(call, find_one(call, select_series())))


def list_authors(call: ApiCall) -> ApiResult:
    """Answer the authors of listed posts who have a page, by their slugs."""
    page, next_url = read_page(call, select_authors())
    return ApiResult(AuthorPage([build_author_item(call, profile) for profile in page], next_url))


def get_author(call: ApiCall) -> ApiResult:
    """Answer one author."""
    return ApiResult(build_author_item(call, find_one(call, select_authors())))


def read_page(call: ApiCall, rows: QuerySet[Any]) -> tuple[list[Any], str | None]:
    """Return the rows of a page, by slug, and the address of the next."""
    if call.query.cursor:
        (last,) = decode_cursor(call.query.cursor, SlugCursor)
        rows = rows.filter(slug__gt=last)
    found = list(rows.order_by("slug")[: call.query.limit + 1])
    page = found[: call.query.limit]
    return page, build_next(call, page, has_more=len(found) > len(page))


def build_next(call: ApiCall, page: list[Any], *, has_more: bool) -> str | None:
    return call.build_next_url(encode_cursor(page[-1].slug)) if has_more and page else None


def find_one(call: ApiCall, rows: QuerySet[Any]) -> Any:
    """Return the row whose slug the path names. Raises ApiError, 404."""
    slug = call.arguments["slug"]
    found = None if "\0" in slug else rows.filter(slug=slug).first()
    if found is None:
        raise ApiError(404, f"There is no {rows.model._meta.model_name} {slug} with posts.")
    return found
