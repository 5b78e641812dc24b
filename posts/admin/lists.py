"""The list of posts: what narrows it, and what is fetched for it."""

from operator import itemgetter
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, ChangeList
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.finding import MAX_RESULTS
from posts.models import Post, PostState, Tag, TaggedPost, get_display_name
from posts.paging import KeyListPaginator, PostPaginator
from posts.querysets import PostQuerySet

LIST_RELATED_FIELDS = ("category", "author__profile")
MAX_ID_DIGITS = 19  # of a number that no database takes for a primary key
LONG_TEXT_FIELDS = ("source", "summary", "html", "excerpt", "toc", "text")


class StateFilter(admin.SimpleListFilter):
    """Posts by state, which is no column of its own."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(PostState.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        narrowed: dict[str | None, Any] = {
            PostState.DRAFT: queryset.drafts,
            PostState.REVIEW: queryset.in_review,
            PostState.SCHEDULED: queryset.scheduled,
            PostState.LIVE: queryset.live,
            PostState.ARCHIVED: queryset.archived,
            PostState.TRASHED: queryset.trashed,
        }
        return narrowed.get(self.value(), queryset.at_hand)()


class WarningsFilter(admin.SimpleListFilter):
    """Posts in which there is something to put right, and those in which there is not."""

    title = _("warnings")
    parameter_name = "warnings"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("with", _("With warnings")), ("without", _("Without warnings"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "with":
                return queryset.with_warnings()
            case "without":
                # Those that have any are few, and an index has them.
                return queryset.exclude(pk__in=queryset.model.objects.with_warnings().values("pk"))
        return queryset


class UsedRelationFilter(admin.RelatedFieldListFilter):
    """Categories or authors that posts have: each is looked up, where Django's own filter reads all posts."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        used = build_usage_condition(field, request, model_admin)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, limit_choices_to=used, ordering=ordering)


class AuthorFilter(UsedRelationFilter):
    """Authors by the names that the list shows."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        users = User.objects.filter(build_usage_condition(field, request, model_admin)).select_related(
            "profile"
        )
        return sorted(((user.pk, get_display_name(user)) for user in users), key=itemgetter(1))


def build_usage_condition(field: Any, request: HttpRequest, model_admin: Any) -> Q:
    """Return the condition on what `field` leads to that a post of whoever asks leads there."""
    return Q(Exists(model_admin.get_queryset(request).filter(**{field.name: OuterRef("pk")})))


class TagFilter(admin.RelatedFieldListFilter):
    """Posts by tag. The most used are offered; any other is found by `tag:`, as readers find it."""

    max_choices = 30

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        tags = Tag.objects.with_live_counts().order_by("-live_count", "name")
        offered = list(tags.values_list("pk", "name")[: self.max_choices])
        return offered + [tag for tag in self.get_selected_tags() if tag not in offered]

    def get_selected_tags(self) -> list[tuple[int, str]]:
        """Return the tags that the address names: primary keys and names."""
        named = [value for value in self.lookup_val or () if value.isdecimal() and len(value) < MAX_ID_DIGITS]
        return list(Tag.objects.filter(pk__in=named).values_list("pk", "name")) if named else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.lookup_val:
            return super().queryset(request, queryset)
        # By their keys: a post that is joined with its tags could come twice, and Django would look.
        tagged = TaggedPost.objects.filter(tag__in=[key for key, _name in self.get_selected_tags()])
        return queryset.filter(pk__in=tagged.values("content_object"))


class PostListPaginator(KeyListPaginator):
    """Pages of the list: in whatever order, with whatever narrows it, which is asked for the keys alone."""

    def __init__(self, posts: Any, per_page: int, *args: Any, **kwargs: Any) -> None:
        rows = Post.objects.select_related(*LIST_RELATED_FIELDS).defer(*LONG_TEXT_FIELDS)
        super().__init__(posts.values_list("pk", flat=True), per_page, *args, rows=rows, **kwargs)

    slice_keys = PostPaginator.slice_keys


class PostChangeList(ChangeList):
    """The list of posts, without the long texts of each."""

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, but for its search for posts that come twice: none does."""
        specs, are_any, lookups, _, are_chosen = super().get_filters(request)
        return specs, are_any, lookups, False, are_chosen

    def get_results(self, request: HttpRequest) -> None:
        """Count "in total" what stands here where nothing narrows the list: what was put away does not."""
        super().get_results(request)
        is_narrowed = self.params.keys() - {ORDER_VAR, ALL_VAR}
        shown = cast(PostQuerySet, self.root_queryset).active()
        self.full_result_count = shown.count() if is_narrowed else self.result_count
        self.show_full_result_count = True
        if self.query and self.result_count > MAX_RESULTS:
            # To tell the months of very many hits is to look at each.
            self.date_hierarchy = None

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return super().get_queryset(*args, **kwargs).defer(*LONG_TEXT_FIELDS)
