"""All mentions of posts in posts, and those that lead nowhere: read in the admin, changed in the texts."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post, PostLink, permissions
from posts.models.state import STATE_TIMESTAMPS

MENTION_POST_FIELDS = ("title", "title_text", "language", "author", *STATE_TIMESTAMPS)


class TargetFilter(admin.SimpleListFilter):
    """Filter by whether there is what a mention leads to, and whether readers see it."""

    title = gettext_lazy("leads to")
    parameter_name = "target"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("live", gettext_lazy("published posts")),
            ("unpublished", gettext_lazy("posts that readers cannot see")),
            ("none", gettext_lazy("nothing")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "live":
                return queryset.filter(to_post__in=Post.objects.published())
            case "unpublished":
                return queryset.exclude(to_post=None).exclude(to_post__in=Post.objects.published())
            case "none":
                return queryset.dangling()
        return queryset


class KindFilter(admin.SimpleListFilter):
    """Filter by how a mention is written."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("wiki", gettext_lazy("by title: [[…]]")),
            ("link", gettext_lazy("by address")),
            ("reference", gettext_lazy("to something labelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(PostLink)
class PostLinkAdmin(admin.ModelAdmin):
    """Each mention with its sentence. Authors see those in their own posts, Editors all."""

    change_list_template = "admin/posts/postlink/change_list.html"
    list_display = ("from_title", "sentence_text", "target")
    list_display_links = None
    list_filter = (TargetFilter, KindFilter)
    list_per_page = 50
    search_fields = ("from_post__title", "to_post__title", "typed", "sentence")
    search_help_text = gettext_lazy("Searches titles, what was typed, and the sentences around it.")
    show_full_result_count = False
    actions = None
    ordering = ("-from_post__published_at", "-from_post_id", "position", "pk")
    sortable_by: ClassVar = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.can_write_posts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: PostLink | None = None) -> bool:
        return permissions.can_write_posts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PostLink | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PostLink | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list, which shows all that there is."""
        return redirect("admin:posts_postlink_changelist")

    def get_queryset(self, request: HttpRequest) -> Any:
        own = Post.objects.active().manageable_by(request.user)
        links: Any = super().get_queryset(request).filter(from_post__in=own)
        fields = [f"{side}__{name}" for side in ("from_post", "to_post") for name in MENTION_POST_FIELDS]
        sees_all = Value(permissions.can_change_all_posts(request.user))
        links = links.select_related("from_post", "to_post").annotate(shows_drafts=sees_all)
        return links.only("typed", "kind", "label", "sentence", *fields)

    @admin.display(description=gettext_lazy("post"))
    def from_title(self, link: PostLink) -> SafeString:
        return render_post_link(link.from_post)

    @admin.display(description=gettext_lazy("sentence"))
    def sentence_text(self, link: PostLink) -> SafeString:
        return format_html('<span lang="{}">{}</span>', link.from_post.language, link.sentence)

    @admin.display(description=gettext_lazy("leads to"))
    def target(self, link: Any) -> SafeString | str:
        """Return the title of what it leads to; of a post that the author may not see, what was typed."""
        other = link.to_post
        if other is None:
            return format_html('{} <span class="badge badge-warning">{}</span>', link.typed, _("nothing"))
        if other.is_live:
            return render_post_link(other)
        name = render_post_link(other) if link.shows_drafts else link.typed
        return format_html('{} <span class="badge">{}</span>', name, other.state.label)


def render_post_link(post: Post) -> SafeString:
    """Return the title of `post` as a link to its form."""
    url = reverse("admin:posts_post_change", args=[post.pk])
    return format_html('<a href="{}" lang="{}">{}</a>', url, post.language, post.plain_title)
