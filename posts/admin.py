"""The admin: where posts are written, sorted and published."""

from typing import Any, ClassVar

import taggit.admin
import taggit.models
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Count, F, Field, QuerySet
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from markdownx.models import MarkdownxField

from posts import search
from posts.editor import EditorWidget, PreviewView, UploadView
from posts.finding import find
from posts.forms import PostForm
from posts.models import Category, Post, Redirect, Series, Tag
from posts.models.post import State
from posts.related import relate
from posts.warnings import sentence

admin.site.site_title = admin.site.site_header = settings.SITE_NAME
# Tags are ours; the table that comes with django-taggit stays empty.
admin.site.unregister(taggit.models.Tag)


class StateFilter(admin.SimpleListFilter):
    """Posts by state, which is no column of its own."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case State.DRAFT:
                return queryset.drafts()
            case State.SCHEDULED:
                return queryset.scheduled()
            case State.LIVE:
                return queryset.live()
        return queryset


class PostChangeList(ChangeList):
    """The list of posts, without the long texts of each."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return (
            super().get_queryset(*args, **kwargs).defer("source", "summary", "html", "excerpt", "toc", "text")
        )


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    form = PostForm
    formfield_overrides: ClassVar = {MarkdownxField: {"widget": EditorWidget}}
    # A change of these is news to readers; a change of the others is not.
    content_fields = frozenset({"title", "summary", "source", "cover"})
    # So many warnings are told after saving; the form holds them all.
    max_messages = 10

    list_display = ("title", "state_badge", "category", "signed_by", "published_at", "warning_count")
    list_filter = (
        StateFilter,
        ("category", admin.RelatedOnlyFieldListFilter),
        ("author", admin.RelatedOnlyFieldListFilter),
        "language",
        "published_at",
        "tags",
    )
    list_select_related = ("category", "author")
    list_per_page = 50
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
    actions = ("publish", "withdraw")
    save_on_top = True

    autocomplete_fields = ("translation_of",)
    readonly_fields = ("warning_list", "state_badge", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "source")}),
        (
            _("Publication"),
            {
                "fields": (
                    "published_at",
                    "state_badge",
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
        (_("Record"), {"fields": ("warning_list", "created_at", "updated_at")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [
            path("preview/", PreviewView.as_view(), name="posts_post_preview"),
            path("upload/", UploadView.as_view(), name="posts_post_upload"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PostChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as readers do, in all posts; for parts of words, which no index has, as Django does."""
        found = find(search.parse(search_term), queryset)
        if found.exists():
            return found, False
        return super().get_search_results(request, queryset, search_term)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"author": request.user.pk, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A new category is made in passing; to change or delete one there are its own pages.
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field

    def save_model(self, request: HttpRequest, obj: Post, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if self.content_fields.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        self.tell_warnings(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        relate(form.instance)

    def tell_warnings(self, request: HttpRequest, post: Post) -> None:
        """Tell the first warnings of a post after saving, and how many more there are."""
        for warning in map(sentence, post.warnings[: self.max_messages]):
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

    @admin.display(description=_("warnings"))
    def warning_list(self, post: Post) -> str:
        items = format_html_join("", "<li>{}</li>", ((sentence(warning),) for warning in post.warnings))
        return format_html("<ul class='warnings'>{}</ul>", items) if items else "—"

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        now = timezone.now()
        count = self.set_publication(request, queryset.exclude(published_at__lte=now), now)
        text = ngettext("%(count)d post published.", "%(count)d posts published.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        count = self.set_publication(request, queryset.exclude(published_at=None), None)
        text = ngettext("%(count)d post set back to draft.", "%(count)d posts set back to draft.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def set_publication(self, request: HttpRequest, queryset: Any, moment: Any) -> int:
        """Give all posts of `queryset` one moment of publication; return how many there were."""
        change = [{"changed": {"fields": [str(Post._meta.get_field("published_at").verbose_name)]}}]
        LogEntry.objects.log_actions(str(request.user.pk), queryset, CHANGE, change)
        return int(queryset.update(published_at=moment))


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


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """To look at and to delete: redirects are left by posts that move, never typed."""

    list_display = ("path", "post")
    list_select_related = ("post",)
    search_fields = ("path", "post__title")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return False
