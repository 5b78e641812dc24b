"""Posts in the admin: lists at a glance, a form that loses nothing, actions that say what they did."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db.models import F, Field, QuerySet
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from markdownx.models import MarkdownxField

from posts import permissions
from posts.admin.actions import ActionsAdmin
from posts.admin.forms import PostForm
from posts.admin.history import HistoryAdmin
from posts.admin.keeping import KeepingAdmin
from posts.admin.lists import (
    LIST_RELATED_FIELDS,
    AuthorFilter,
    PostChangeList,
    PostListPaginator,
    StateFilter,
    TagFilter,
    UsedRelationFilter,
    WarningsFilter,
)
from posts.admin.publishing import PublishingAdmin
from posts.admin.views import ViewsAdmin
from posts.editor import (
    EditorWidget,
    PreviewView,
    PublishChecksView,
    SlugCheckView,
    TagNamesView,
    UploadPictureView,
)
from posts.exchange.importing.records import language_names
from posts.finding import CachedSearch, list_keys_if_few
from posts.media.library import register_cover
from posts.models import Post
from posts.querysets import PostQuerySet
from posts.related import update_related_posts
from posts.search.query import parse_query
from posts.warnings import format_warning


def cache_on_request(request: HttpRequest, name: str, look: Callable[[], Any]) -> Any:
    """Return what `look` returns, called once for a request: the list and each of its filters ask for it."""
    known = vars(request).setdefault("looked_up", {})
    if name not in known:
        known[name] = look()
    return known[name]


@admin.register(Post)
class PostAdmin(ViewsAdmin, ActionsAdmin, PublishingAdmin, HistoryAdmin, KeepingAdmin, admin.ModelAdmin):
    form = PostForm
    formfield_overrides: ClassVar = {MarkdownxField: {"widget": EditorWidget}}
    # A change of these is news to readers; a change of the others is not.
    content_fields = frozenset({"title", "summary", "source", "cover"})
    # So many warnings are told after saving; the form holds them all.
    max_messages = 10

    list_display = ("title", "state_badge", "category", "signed_by", "published_at", "warning_count")
    list_filter = (
        StateFilter,
        WarningsFilter,
        ("category", UsedRelationFilter),
        ("author", AuthorFilter),
        "language",
        "published_at",
        ("tags", TagFilter),
    )
    list_select_related = LIST_RELATED_FIELDS
    list_per_page = 50
    # It is counted by the list itself.
    show_full_result_count = False
    paginator = PostListPaginator
    date_hierarchy = "published_at"
    search_fields = (
        "title",
        "summary",
        "source",
        "byline",
        "author__first_name",
        "category__name",
        "tags__name",
    )
    # Drafts first: they are what one comes for.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    save_on_top = True

    autocomplete_fields = ("translation_of",)
    readonly_fields = ("created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "source")}),
        (
            _("Publication"),
            {
                "fields": (
                    "published_at",
                    "slug",
                    "author",
                    "byline",
                    "language",
                    "translation_of",
                )
            },
        ),
        (_("Place"), {"fields": ("category", "tags", "series", "series_order")}),
        (_("On cards"), {"fields": ("summary", "cover", "cover_alt")}),
        (_("Record"), {"fields": ("created_at", "updated_at")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [
            path("preview/", PreviewView.as_view(), name="posts_post_preview"),
            path("report/", PublishChecksView.as_view(), name="posts_post_report"),
            path("slug/", SlugCheckView.as_view(), name="posts_post_slug"),
            path("tags/", TagNamesView.as_view(), name="posts_post_tags"),
            path("upload/", UploadPictureView.as_view(), name="posts_post_upload"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> PostQuerySet:
        return cast(PostQuerySet, super().get_queryset(request)).manageable_by(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return (
            permissions.can_view_post(request.user, obj)
            if obj
            else permissions.can_view_unpublished(request.user)
        )

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj:
            return permissions.can_change_post(request.user, obj)
        return super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj:
            return permissions.can_delete_post(request.user, obj)
        return super().has_delete_permission(request)

    def has_publish_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """For actions: whether whoever asks decides what readers see."""
        return permissions.can_publish(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        """What readers see, and under whose name, only those decide who may publish."""
        if permissions.can_publish(request.user):
            return self.readonly_fields
        return (*self.readonly_fields, "published_at", "author")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Give the width of the window to the text: the way elsewhere stands above it."""
        extra = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PostChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as readers do, in all posts; for parts of words, which no index has, as Django does."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            # No post is the translation of one that was put away.
            queryset = cast(PostQuerySet, queryset).active()
        hits = cache_on_request(
            request, "hits", lambda: CachedSearch(parse_query(search_term), self.get_queryset(request))
        )
        if hits.keys != []:
            return hits.filter_posts(cast(PostQuerySet, queryset)), False
        parts = cache_on_request(request, "parts", lambda: self.parts(request, search_term))
        if parts is not None:
            return queryset.filter(pk__in=parts), False
        return super().get_search_results(request, queryset, search_term)

    def parts(self, request: HttpRequest, text: str) -> list[int] | None:
        """Return the keys of the posts with `text` in part of a word; None where they are very many."""
        posts, _ = super().get_search_results(request, self.get_queryset(request), text)
        return list_keys_if_few(posts.distinct()) if text else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Sign a new post by whoever writes it, in the language of the site."""
        given = super().get_changeform_initial_data(request)
        return {
            "author": request.user.pk,
            "language": language_names.find_language(settings.LANGUAGE_CODE),
            **given,
        }

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A new category is made in passing; to change or delete one there are its own pages.
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        if field and isinstance(field.widget, AdminSplitDateTime):
            for part, name in zip(field.widget.widgets, (_("date"), _("time")), strict=True):
                part.attrs["aria-label"] = name
        return field

    def save_model(self, request: HttpRequest, obj: Post, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if not change and not permissions.can_publish(request.user):
            obj.author = cast(User, request.user)
        if self.content_fields.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        # What holds a post back is told on its page, with all the rest.
        if not obj.publish_outcome.is_blocked(obj):
            self.tell_warnings(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        update_related_posts(form.instance)
        register_cover(form.instance, request.user)

    def tell_warnings(self, request: HttpRequest, post: Post) -> None:
        """Tell the first warnings of a post after saving, and how many more there are."""
        for warning in map(format_warning, post.warnings[: self.max_messages]):
            messages.warning(request, warning)
        if more := len(post.warnings[self.max_messages :]):
            text = ngettext(
                "%(count)d more warning is on the form.", "%(count)d more warnings are on the form.", more
            )
            messages.warning(request, text % {"count": more})

    def view_on_site(self, obj: Post) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("state"), ordering="published_at")
    def state_badge(self, post: Post) -> SafeString:
        return format_html('<span class="badge badge-{}">{}</span>', post.state.value, post.state.label)

    @admin.display(description=_("author"), ordering="author")
    def signed_by(self, post: Post) -> str:
        return post.author_name

    @admin.display(description=_("warnings"), empty_value="")
    def warning_count(self, post: Post) -> SafeString | None:
        count = len(post.warnings)
        return format_html('<span class="badge badge-warning">{}</span>', count) if count else None
