"""Columns of the list of posts: the cover, the title with its marks, and what can be done with one post."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post, permissions
from posts.rendering.responsive_images import WEBP, variant_path

MARKS = {"is_pinned": gettext_lazy("pinned"), "is_unlisted": gettext_lazy("unlisted")}


class PostColumnsMixin(admin.ModelAdmin):
    """The columns; `get_list_display` gives the last one to those who may write."""

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        return [*columns, "row_actions"] if permissions.can_write_posts(request.user) else columns

    @admin.display(description="")
    def cover_thumbnail(self, post: Post) -> SafeString | str:
        """Return the smallest variant of the cover, in a place of one size; "" without a cover."""
        if not post.cover:
            return ""
        url = post.cover.url
        if post.cover_widths:
            url = variant_path(url, post.cover_widths[0], WEBP)
        return format_html(
            '<img class="cover-thumbnail" src="{}" alt="" width="72" height="45" loading="lazy"'
            ' decoding="async">',
            url,
        )

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def marked_title(self, post: Post) -> SafeString:
        marks = ((name, label) for name, label in MARKS.items() if getattr(post, name))
        badges = format_html_join("", ' <span class="badge badge-{}">{}</span>', marks)
        return format_html('<span lang="{}">{}</span>{}', post.language, post.title, badges)

    @admin.display(description=gettext_lazy("author"), ordering="author")
    def signed_by(self, post: Post) -> str:
        return post.author_name

    @admin.display(description=gettext_lazy("warnings"), empty_value="")
    def warning_count(self, post: Post) -> SafeString | None:
        count = len(post.warnings)
        return format_html('<span class="badge badge-warning">{}</span>', count) if count else None

    @admin.display(description=gettext_lazy("edit"))
    def row_actions(self, post: Post) -> SafeString:
        """Return a link to the quick edit of `post`, and a button that duplicates it."""
        if post.binned_at:
            return SafeString("")
        # The button belongs to the list's own form, whose token it sends.
        return format_html(
            '<span class="row-actions"><a class="quick-edit-link" href="{}" aria-label="{}">{}</a>'
            '<button type="submit" formaction="{}" formnovalidate aria-label="{}">{}</button></span>',
            reverse("admin:posts_post_quick_edit", args=[post.pk]),
            _("Quick edit “%(title)s”") % {"title": post.title},
            _("Quick edit"),
            reverse("admin:posts_post_duplicate", args=[post.pk]),
            _("Duplicate “%(title)s”") % {"title": post.title},
            _("Duplicate"),
        )
