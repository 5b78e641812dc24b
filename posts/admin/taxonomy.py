"""Categories and series, and what the admin of all taxonomies shares."""

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

from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.series_order import SeriesOrderMixin
from posts.models import Category, Numbering, Post, Series
from posts.models.querysets import count_subquery

MAX_INDENT_DEPTH = 5  # deeper categories are not indented further


class PostCountAdmin(AuditedDeletionsMixin):
    """The admin of a taxonomy: counts the posts of each term and links to them."""

    # The field of Post that refers to the model.
    post_field_name: str

    def get_post_links(self) -> tuple[QuerySet[Any], str]:
        """Return a query of a term's posts, for a subquery, and the name of its field with the post's id."""
        return Post.objects.filter(**{self.post_field_name: OuterRef("pk")}), "pk"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # The number of rows of the list that it links to: all posts but the few inactive ones.
        links, key = self.get_post_links()
        inactive = links.filter(**{f"{key}__in": Post.objects.inactive().values("pk")})
        count = Subquery(count_subquery(links)) - Subquery(count_subquery(inactive))
        counted: QuerySet[Any] = super().get_queryset(request).annotate(post_count=count)
        return counted

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Add how many posts stay, without the deleted term."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        if count := Post.objects.filter(**{f"{self.post_field_name}__in": objs}).distinct().count():
            text = ngettext(
                "%(count)d post remains, without it.", "%(count)d posts remain, without it.", count
            )
            deleted = [*deleted, text % {"count": count}]
        return deleted, counts, permissions, protected

    @admin.display(description=gettext_lazy("posts"), ordering="post_count")
    def linked_count(self, obj: Any) -> SafeString:
        url = f"{reverse('admin:posts_post_changelist')}?{self.post_field_name}__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, obj.post_count)


class CategoryChangeList(ChangeList):
    """Categories as a tree: each below its parent, siblings by their order."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        categories: QuerySet[Any] = super().get_queryset(*args, **kwargs)
        tree = list(sort_as_tree(Category.objects.order_by("order", "name").values_list("pk", "parent")))
        if not tree:
            return categories
        depths = [When(pk=key, then=depth) for key, depth in tree]
        categories = categories.annotate(depth=Case(*depths, default=0, output_field=IntegerField()))
        if "o" in self.params:
            return categories
        positions = [When(pk=key, then=position) for position, (key, _) in enumerate(tree)]
        return categories.order_by(Case(*positions, default=len(tree), output_field=IntegerField()))


def sort_as_tree(rows: Iterable[tuple[int, int | None]]) -> Iterator[tuple[int, int]]:
    """Yield the key and depth of each of `rows`, (key, parent's key), children after their parent."""
    children: dict[int | None, list[int]] = {}
    for key, parent in rows:
        children.setdefault(parent, []).append(key)

    def iter_subtree(parent: int | None, depth: int) -> Iterator[tuple[int, int]]:
        for key in children.get(parent, []):
            yield key, depth
            yield from iter_subtree(key, depth + 1)

    return iter_subtree(None, 0)


@admin.register(Category)
class CategoryAdmin(PostCountAdmin):
    post_field_name = "category"
    change_list_template = "admin/posts/category/change_list.html"
    list_display = ("in_tree", "slug", "order", "linked_count")
    list_editable = ("order",)
    # They are sorted by hand, so all of them have to be on one page.
    list_per_page = 500
    search_fields = ("name", "description")

    class Media:
        js: ClassVar = [Script("js/row-sorting.js", type="module")]

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
class SeriesAdmin(SeriesOrderMixin, PostCountAdmin):
    post_field_name = "series"
    list_display = ("name", "slug", "linked_count", "order_link")
    search_fields = ("name", "description")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say what an empty choice means."""
        choices = [("", gettext_lazy("as in the site settings")), *Numbering.choices]
        return super().formfield_for_choice_field(db_field, request, **{"choices": choices, **kwargs})
