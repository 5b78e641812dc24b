"""The list of posts: its filters, its pages, and the columns that it reads."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, ChangeList
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.models import Draft, Post, PostLink, PostState, Tag, TaggedPost, get_display_name
from posts.models.querysets import PostQuerySet
from posts.search.finding import MAX_RESULTS
from posts.views.pagination import KeyListPaginator, PostPaginator

LIST_RELATED_FIELDS = ("category", "author__profile")
MAX_ID_DIGITS = 19  # no primary key has as many
LONG_TEXT_FIELDS = ("source", "summary", "bibliography", "html", "excerpt", "toc", "text")


def cache_on_request(request: HttpRequest, name: str, compute: Callable[[], Any]) -> Any:
    """Return what `compute` returns, called once for a request: the list and each of its filters ask."""
    cache = vars(request).setdefault("admin_cache", {})
    if name not in cache:
        cache[name] = compute()
    return cache[name]


class StateFilter(admin.SimpleListFilter):
    """Filter by state, which no column holds; by default, archived and trashed posts are left out."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(PostState.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        narrowed: dict[str | None, Any] = {
            PostState.DRAFT: queryset.drafts,
            PostState.REVIEW: queryset.in_review,
            PostState.SCHEDULED: queryset.scheduled,
            PostState.LIVE: queryset.published,
            PostState.ARCHIVED: queryset.archived,
            PostState.TRASHED: queryset.trashed,
        }
        return narrowed.get(self.value(), queryset.active)()


class WarningsFilter(admin.SimpleListFilter):
    """Filter by whether rendering gave warnings."""

    title = _("warnings")
    parameter_name = "warnings"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("with", _("With warnings")), ("without", _("Without warnings"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "with":
                return queryset.with_warnings()
            case "without":
                # Posts with warnings are few, and an index holds them.
                return queryset.exclude(pk__in=queryset.model.objects.with_warnings().values("pk"))
        return queryset


class ListingFilter(admin.SimpleListFilter):
    """Filter by what is pinned to the top, and by what no list shows."""

    title = _("in lists")
    parameter_name = "listing"
    conditions: ClassVar = {
        "pinned": {"is_pinned": True},
        "unlisted": {"is_unlisted": True},
        "listed": {"is_unlisted": False},
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pinned", _("pinned")), ("unlisted", _("unlisted")), ("listed", _("listed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**self.conditions.get(self.value() or "", {}))


class MentionsFilter(admin.SimpleListFilter):
    """Filter by whether another post mentions it."""

    title = _("mentions")
    parameter_name = "mentions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("some", _("mentioned by others")), ("none", _("mentioned by no other"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        links = PostLink.objects.filter(to_post=OuterRef("pk"), from_post__binned_at=None)
        is_mentioned = Exists(links.exclude(from_post=OuterRef("pk")))
        match self.value():
            case "some":
                return queryset.filter(is_mentioned)
            case "none":
                return queryset.filter(~is_mentioned)
        return queryset


class UsedRelationFilter(admin.RelatedFieldListFilter):
    """Offer only categories or authors that posts have, by EXISTS; Django's own filter reads all posts."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        used = build_usage_condition(field, request, model_admin)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, limit_choices_to=used, ordering=ordering)


class AuthorFilter(UsedRelationFilter):
    """Offer authors by the names that the list shows."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        users = User.objects.filter(build_usage_condition(field, request, model_admin)).select_related(
            "profile"
        )
        return sorted(((user.pk, get_display_name(user)) for user in users), key=itemgetter(1))


def build_usage_condition(field: Any, request: HttpRequest, model_admin: Any) -> Q:
    """Return the condition that a related object of `field` is used by a post that the user may see."""
    return Q(Exists(model_admin.get_queryset(request).filter(**{field.name: OuterRef("pk")})))


class TagFilter(admin.RelatedFieldListFilter):
    """Offer the most used tags; any other is found by `tag:` in the search, as on the site."""

    max_choices = 30

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        tags = Tag.objects.with_live_counts().order_by("-live_count", "name")
        offered = list(tags.values_list("pk", "name")[: self.max_choices])
        return offered + [tag for tag in self.get_selected_tags() if tag not in offered]

    def get_selected_tags(self) -> list[tuple[int, str]]:
        """Return id and name of the tags that the address names."""
        named = [value for value in self.lookup_val or () if value.isdecimal() and len(value) < MAX_ID_DIGITS]
        return list(Tag.objects.filter(pk__in=named).values_list("pk", "name")) if named else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.lookup_val:
            return super().queryset(request, queryset)
        # A subquery, not a join: a join repeats posts, and Django would add DISTINCT.
        tagged = TaggedPost.objects.filter(tag__in=[key for key, _name in self.get_selected_tags()])
        return queryset.filter(pk__in=tagged.values("content_object"))


def prefetch_drafts() -> Prefetch[Any]:
    """Return what fetches the drafts of posts, with their editors and without their long texts."""
    return Prefetch("drafts", Draft.objects.select_related("editor__profile").defer("fields"))


class PostListPaginator(KeyListPaginator):
    """Pages of the list: the filtered and sorted query gives the ids alone, a second one the rows."""

    def __init__(self, posts: Any, per_page: int, *args: Any, **kwargs: Any) -> None:
        rows = Post.objects.select_related(*LIST_RELATED_FIELDS).defer(*LONG_TEXT_FIELDS)
        rows = rows.prefetch_related(prefetch_drafts())
        super().__init__(posts.values_list("pk", flat=True), per_page, *args, rows=rows, **kwargs)

    slice_keys = PostPaginator.slice_keys


class PostChangeList(ChangeList):
    """Django's change list, without the long texts of each post."""

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, but without DISTINCT: no filter repeats a post."""
        specs, are_any, lookups, _, are_chosen = super().get_filters(request)
        return specs, are_any, lookups, False, are_chosen

    def get_results(self, request: HttpRequest) -> None:
        """Count as total what the unfiltered list shows: archived and trashed posts are not in it."""
        super().get_results(request)
        if isinstance(self.result_list, QuerySet):  # all posts on one page
            self.result_list = self.result_list.prefetch_related(prefetch_drafts())
        is_filtered = self.params.keys() - {ORDER_VAR, ALL_VAR}
        in_use = cast(PostQuerySet, self.root_queryset).active()
        self.full_result_count = in_use.count() if is_filtered else self.result_count
        self.show_full_result_count = True
        if self.query and self.result_count > MAX_RESULTS:
            # The months of very many results can only be found by reading each.
            self.date_hierarchy = None

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        # Forms are of all kinds, each list is of one.
        self.root_queryset = self.root_queryset.filter(kind=cast(Any, self.model_admin).kind)
        return super().get_queryset(*args, **kwargs).defer(*LONG_TEXT_FIELDS)
