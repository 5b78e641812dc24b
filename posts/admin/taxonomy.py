"""What sorts posts: categories and series."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.forms import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from posts.models import Category, Post, Series
from posts.querysets import count_subquery

MAX_INDENT_DEPTH = 5  # that a row of the list is moved in by


class PostCountAdmin(admin.ModelAdmin):
    """What sorts posts, with a link to the posts of each."""

    # The field of a post that leads here.
    post_field_name: str

    def get_post_links(self) -> tuple[QuerySet[Any], str]:
        """Return the posts of a row, for use in a subquery, and which of their fields is the post's key."""
        return Post.objects.filter(**{self.post_field_name: OuterRef("pk")}), "pk"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # As many as the list that the number leads to holds: all, without the few that were put away.
        links, key = self.get_post_links()
        away = links.filter(**{f"{key}__in": Post.objects.inactive().values("pk")})
        count = Subquery(count_subquery(links)) - Subquery(count_subquery(away))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(post_count=count)
        return counted

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name, among what a deletion touches, the posts that stay but lose their place."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        if kept := Post.objects.filter(**{f"{self.post_field_name}__in": objs}).distinct().count():
            text = ngettext("%(count)d post stays without it.", "%(count)d posts stay without it.", kept)
            deleted = [*deleted, text % {"count": kept}]
        return deleted, counts, permissions, protected

    @admin.display(description=gettext_lazy("posts"), ordering="post_count")
    def linked_count(self, obj: Any) -> SafeString:
        address = f"{reverse('admin:posts_post_changelist')}?{self.post_field_name}__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', address, obj.post_count)


class CategoryChangeList(ChangeList):
    """Categories as a tree: each below its parent, and by number among those of one parent."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(*args, **kwargs)
        tree = list(sort_as_tree(Category.objects.order_by("order", "name").values_list("pk", "parent")))
        if not tree:
            return found
        depths = [When(pk=key, then=depth) for key, depth in tree]
        found = found.annotate(depth=Case(*depths, default=0, output_field=IntegerField()))
        if "o" in self.params:
            return found
        places = [When(pk=key, then=place) for place, (key, _) in enumerate(tree)]
        return found.order_by(Case(*places, default=len(tree), output_field=IntegerField()))


def sort_as_tree(rows: Iterable[tuple[int, int | None]]) -> Iterator[tuple[int, int]]:
    """Yield each key of `rows` of (key, parent's key) behind its parent's, with how deep it lies."""
    below: dict[int | None, list[int]] = {}
    for key, parent in rows:
        below.setdefault(parent, []).append(key)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[int, int]]:
        for key in below.get(parent, []):
            yield key, depth
            yield from walk(key, depth + 1)

    return walk(None, 0)


@admin.register(Category)
class CategoryAdmin(PostCountAdmin):
    post_field_name = "category"
    change_list_template = "admin/posts/categories.html"
    list_display = ("in_tree", "slug", "order", "linked_count")
    list_editable = ("order",)
    # They are sorted by hand, so all of them have to be in sight.
    list_per_page = 500
    search_fields = ("name", "description")

    class Media:
        js: ClassVar = [Script("js/order.js", type="module")]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CategoryChangeList

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def in_tree(self, category: Any) -> SafeString:
        return format_html(
            '<span class="tree" data-key="{}" data-parent="{}" data-depth="{}">{}</span>',
            category.pk,
            category.parent_id or "",
            min(category.depth, MAX_INDENT_DEPTH),
            category.name,
        )


@admin.register(Series)
class SeriesAdmin(PostCountAdmin):
    post_field_name = "series"
    list_display = ("name", "slug", "linked_count")
    search_fields = ("name", "description")
