"""The posts of a series in one list, which is put in order by hand."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post, Series, permissions
from posts.publishing.bulk import order_series

MAX_NUMBER = 32_767  # of the database's column


class SeriesOrderMixin(admin.ModelAdmin):
    """Adds the page of the order of a series, and links to it."""

    readonly_fields = ("order_link",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.order_view)
        return [path("<path:object_id>/order/", view, name="posts_series_order"), *super().get_urls()]

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, series: Any) -> SafeString | str:
        if series.pk is None:
            return "-"
        url = reverse("admin:posts_series_order", args=[series.pk])
        return format_html('<a href="{}">{}</a>', url, _("Put posts in order"))

    @transaction.atomic
    def order_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the posts in order; save the numbers that are sent, unless the order was changed meanwhile."""
        is_sent = request.method == "POST"
        # Locked, so that of two who save the second sees what the first one did.
        rows = Series.objects.select_for_update() if is_sent else Series.objects.all()
        series = get_object_or_404(rows, pk=unquote(object_id))
        if not self.has_view_or_change_permission(request, series):
            raise PermissionDenied
        posts = list_series_posts(series)
        if is_sent:
            if not all(permissions.can_change_post(request.user, post) for post in posts):
                raise PermissionDenied
            if request.POST.get("version") == compute_order_version(posts):
                order_series([post.pk for post in sort_by_numbers(posts, request.POST)], request.user)
                return HttpResponseRedirect(request.path)
            messages.error(request, _("Not saved: the series was changed meanwhile. This is its order now."))
        return self.show_order(request, series, posts)

    def show_order(self, request: HttpRequest, series: Series, posts: Sequence[Post]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Order of “%(name)s”") % {"name": series},
            "series": series,
            "posts": posts,
            "order_version": compute_order_version(posts),
            "can_sort": all(permissions.can_change_post(request.user, post) for post in posts),
        }
        return TemplateResponse(request, "admin/posts/series/order.html", context)


def list_series_posts(series: Series) -> list[Post]:
    """Return the posts of `series` in their order, those in the trash left out."""
    posts = Post.objects.filter(series=series, binned_at=None).select_related("author__profile")
    fields = ("title", "language", "byline", "series_order", "author", "is_unlisted")
    return list(posts.in_series_order().only(*fields, "published_at", "submitted_at", "archived_at"))


def compute_order_version(posts: Sequence[Post]) -> str:
    """Return what changes when a post of the series is added, removed or moved."""
    order = [(post.pk, post.series_order) for post in posts]
    return hashlib.sha256(repr(order).encode()).hexdigest()[:16]


def sort_by_numbers(posts: Sequence[Post], data: Any) -> list[Post]:
    """Return `posts` by the numbers in `data`; those without one, or with the same one, in their order."""

    def get_number(post: Post) -> int:
        typed = data.get(f"post-{post.pk}-order", "")
        return int(typed) if typed.isdecimal() and int(typed) <= MAX_NUMBER else MAX_NUMBER

    return sorted(posts, key=get_number)
