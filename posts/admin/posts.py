"""The admin of posts: what the list and the form are made of. Each concern is an extension or a mixin."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db.models import BooleanField, F, Field
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from markdownx.models import MarkdownxField

from posts.admin.bulk_actions import BulkActionsMixin
from posts.admin.calendar import CalendarExtension
from posts.admin.changelist import (
    LIST_RELATED_FIELDS,
    AuthorFilter,
    ListingFilter,
    MentionsFilter,
    PostChangeList,
    PostListPaginator,
    StateFilter,
    TagFilter,
    UsedRelationFilter,
    WarningsFilter,
)
from posts.admin.conflict_resolution import EditConflictExtension
from posts.admin.draft_labels import render_draft_badge
from posts.admin.draft_reviews import DraftReviewExtension
from posts.admin.drafts import DraftExtension, find_autosaved_post, redirect_to_orphaned_form
from posts.admin.duplicates import DuplicateExtension
from posts.admin.extension import ExtensibleAdmin
from posts.admin.form_recovery import FormRecoveryExtension, recover_form_views
from posts.admin.forms import PostForm, SwitchSelect
from posts.admin.history import HistoryExtension
from posts.admin.list_columns import PostColumnsMixin
from posts.admin.live_drafts import LiveDraftExtension
from posts.admin.notebooks import NotebookExtension
from posts.admin.page_forms import PageFormMixin
from posts.admin.page_navigation import PageNavigationExtension
from posts.admin.post_copies import PostCopyExtension
from posts.admin.post_permissions import PostPermissionsMixin
from posts.admin.post_search import PostSearchMixin
from posts.admin.preview_links import PreviewLinkExtension
from posts.admin.publishing import PublishingExtension, describe_time_zone
from posts.admin.quick_edit import QuickEditExtension
from posts.admin.removals import RemovalExtension
from posts.admin.review import ReviewExtension
from posts.admin.save_in_place import SaveInPlaceExtension
from posts.admin.saved_filters import SavedFilterExtension
from posts.admin.trash import TrashMixin
from posts.admin.undo import UndoExtension
from posts.admin.versions import CitableVersionExtension
from posts.editor import (
    CitationCompletionView,
    CompletionView,
    EditorWidget,
    HtmlToMarkdownView,
    PreviewView,
    PublishChecksView,
    SlugCheckView,
    TagNamesView,
    TransitionPanelView,
    UploadPictureView,
)
from posts.exchange.importing.records import language_names
from posts.media.library import register_cover
from posts.models import Post, PostKind, get_site, permissions
from posts.models.render_messages import format_warning
from posts.search.related import update_related_posts


@admin.register(Post)
class PostAdmin(
    PostColumnsMixin,
    PostSearchMixin,
    PageFormMixin,
    PostPermissionsMixin,
    BulkActionsMixin,
    TrashMixin,
    ExtensibleAdmin,
):
    # In the order in which they are called: `SaveInPlaceExtension` is told what all others answer, and
    # `FormRecoveryExtension` stands next to Django's own view.
    extension_classes = (
        SaveInPlaceExtension,
        SavedFilterExtension,
        UndoExtension,
        RemovalExtension,
        CalendarExtension,
        QuickEditExtension,
        DuplicateExtension,
        PublishingExtension,
        PreviewLinkExtension,
        PostCopyExtension,
        NotebookExtension,
        PageNavigationExtension,
        LiveDraftExtension,
        DraftReviewExtension,
        HistoryExtension,
        CitableVersionExtension,
        ReviewExtension,
        EditConflictExtension,
        DraftExtension,
        FormRecoveryExtension,
    )

    kind: PostKind = PostKind.POST  # of what the list holds; forms are of both kinds
    form = PostForm
    formfield_overrides: ClassVar = {
        MarkdownxField: {"widget": EditorWidget},
        BooleanField: {"widget": SwitchSelect},
    }
    # A change of these sets the date of the update, which readers see.
    content_fields = frozenset({"title", "summary", "source", "bibliography", "cover"})
    # How many warnings are shown as messages after saving; the form shows all.
    max_warning_messages = 10

    change_list_template = "admin/posts/post/change_list.html"
    list_display_links = ("marked_title",)
    list_display = (
        "cover_thumbnail",
        "marked_title",
        "state_badge",
        "category",
        "signed_by",
        "published_at",
        "warning_count",
    )
    list_filter = (
        StateFilter,
        WarningsFilter,
        ListingFilter,
        ("category", UsedRelationFilter),
        ("author", AuthorFilter),
        MentionsFilter,
        "language",
        "published_at",
        ("tags", TagFilter),
    )
    list_select_related = LIST_RELATED_FIELDS
    list_per_page = 50
    # `PostChangeList` counts it.
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
    # Drafts first: they are what editors come for.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    save_on_top = True

    autocomplete_fields = ("translation_of",)
    readonly_fields = ("created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "source")}),
        (
            _("Publishing"),
            {
                "fields": (
                    "published_at",
                    "slug",
                    "author",
                    "byline",
                    "language",
                    "translation_of",
                    "is_pinned",
                    "is_unlisted",
                )
            },
        ),
        (_("Organize"), {"fields": ("category", "tags", "series", "series_order")}),
        (_("Excerpt & cover"), {"fields": ("summary", "cover", "cover_alt")}),
        (_("Literature"), {"fields": ("bibliography",)}),
        (_("Dates"), {"fields": ("created_at", "updated_at")}),
    )

    def get_urls(self) -> list[URLPattern]:
        empty_trash = self.admin_site.admin_view(self.empty_trash_view)
        return [
            path("citations/", CitationCompletionView.as_view(), name="posts_post_citations"),
            path("complete/", CompletionView.as_view(), name="posts_post_complete"),
            path("html/", HtmlToMarkdownView.as_view(), name="posts_post_html"),
            path("preview/", PreviewView.as_view(), name="posts_post_preview"),
            path("transition/", TransitionPanelView.as_view(), name="posts_post_transition"),
            path("report/", PublishChecksView.as_view(), name="posts_post_checks"),
            path("slug/", SlugCheckView.as_view(), name="posts_post_slug"),
            path("tags/", TagNamesView.as_view(), name="posts_post_tags"),
            path("upload/", UploadPictureView.as_view(), name="posts_post_upload"),
            path("bin/empty/", empty_trash, name="posts_post_empty_trash"),
            *recover_form_views(super().get_urls()),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form without the sidebar, which would take width from the text.

        What is sent to add a post changes the one that the window became by autosave, if it did.
        """
        extra = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        object_id = object_id or find_autosaved_post(request)
        return super().changeform_view(request, object_id, form_url, extra)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PostChangeList

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new post with the user as its author, in the language of the site."""
        initial = super().get_changeform_initial_data(request)
        return {
            "author": request.user.pk,
            "language": language_names.find_language(get_site().language),
            **initial,
        }

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A category can be added from here; to change or delete one there are its own pages.
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related &= db_field.name != "parent"
        if field and isinstance(field.widget, AdminSplitDateTime):
            for part, name in zip(field.widget.widgets, (_("date"), _("time")), strict=True):
                part.attrs["aria-label"] = name
        if field and db_field.name == "published_at":
            field.label = f"{capfirst(str(db_field.verbose_name))} ({describe_time_zone()})"
        return field

    def save_model(self, request: HttpRequest, obj: Post, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if not change and not permissions.can_publish(request.user):
            obj.author = cast(User, request.user)
        if self.content_fields.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        # If errors blocked the transition, its page lists them with the warnings.
        if not obj.publish_outcome.is_blocked(obj):
            self.show_warnings(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        update_related_posts(form.instance)
        register_cover(form.instance, request.user)

    def show_warnings(self, request: HttpRequest, post: Post) -> None:
        """Show the first warnings of a post as messages, and how many more there are."""
        for warning in map(format_warning, post.warnings[: self.max_warning_messages]):
            messages.warning(request, warning)
        if more := len(post.warnings[self.max_warning_messages :]):
            text = ngettext(
                "%(count)d more warning is shown in the form.",
                "%(count)d more warnings are shown in the form.",
                more,
            )
            messages.warning(request, text % {"count": more})

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        """Keep what was typed into a post that was deleted meanwhile. (Django has no public hook for it.)"""
        if request.method == "POST" and "title" in request.POST:  # not the question whether to delete it
            return redirect_to_orphaned_form(request, object_id)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def view_on_site(self, obj: Post) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("status"), ordering="published_at")
    def state_badge(self, post: Post) -> SafeString:
        badge = format_html('<span class="badge badge-{}">{}</span>', post.state.value, post.state.label)
        return badge + render_draft_badge(post.drafts.all())
