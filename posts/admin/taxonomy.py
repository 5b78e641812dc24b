"""What sorts posts: categories, tags and series."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.models import Category, Post, Series, Tag


class CountedAdmin(admin.ModelAdmin):
    """What sorts posts, with a link to the posts of each."""

    # The field of a post that leads here.
    post_field: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counted: QuerySet[Any] = (
            super().get_queryset(request).annotate(post_count=Count("posts", distinct=True))
        )
        return counted

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name, among what a deletion touches, the posts that stay but lose their place."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        if kept := Post.objects.filter(**{f"{self.post_field}__in": objs}).distinct().count():
            text = ngettext("%(count)d post stays without it.", "%(count)d posts stay without it.", kept)
            deleted = [*deleted, text % {"count": kept}]
        return deleted, counts, permissions, protected

    @admin.display(description=_("posts"), ordering="post_count")
    def linked_count(self, obj: Any) -> SafeString:
        address = f"{reverse('admin:posts_post_changelist')}?{self.post_field}__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', address, obj.post_count)


@admin.register(Category)
class CategoryAdmin(CountedAdmin):
    post_field = "category"
    list_display = ("name", "slug", "parent", "order", "linked_count")
    list_editable = ("order",)
    list_select_related = ("parent",)
    search_fields = ("name", "description")


@admin.register(Tag)
class TagAdmin(CountedAdmin):
    post_field = "tags"
    list_display = ("name", "slug", "linked_count")
    search_fields = ("name", "description")

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> tuple[str, ...]:
        # The slug is made from the name at first; it can be changed afterwards.
        return ("name", "slug", "description") if obj else ("name", "description")


@admin.register(Series)
class SeriesAdmin(CountedAdmin):
    post_field = "series"
    list_display = ("name", "slug", "linked_count")
    search_fields = ("name", "description")
