"""Bulk actions of the list of posts: publish, schedule, set the category, add tags, export …"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext

from posts.admin.bulk_action_forms import AddTagsForm, RemoveTagsForm, ScheduleForm, SetCategoryForm
from posts.admin.bulk_selection import (
    Selection,
    build_action_form,
    confirm_removal,
    is_unconfirmed,
    render_action_form,
)
from posts.admin.review import report_bulk_review
from posts.admin.undo import offer_undo
from posts.auditing.entries import record_action
from posts.exchange.exporting.exporter import PostExport
from posts.exchange.exporting.targets import stream_archive
from posts.models import AuditAction, NoteKind, Post, Tag, get_site
from posts.models.machine_slots import SlotStream, take_slot
from posts.models.slugs import slugify
from posts.publishing import bulk
from posts.publishing.drafts import name_draft_editors

# Of all users of a machine at a time, and one of each: an archive of a large site takes minutes.
MAX_EXPORTS = 2
EXPORT_RETRY_SECONDS = 10

PUBLISHED_MESSAGE = ngettext_lazy("%(count)d post published.", "%(count)d posts published.", "count")
WITHDRAWN_MESSAGE = ngettext_lazy(
    "%(count)d post reverted to draft.", "%(count)d posts reverted to draft.", "count"
)
ARCHIVED_MESSAGE = ngettext_lazy("%(count)d post archived.", "%(count)d posts archived.", "count")
SCHEDULED_MESSAGE = ngettext_lazy("%(count)d post scheduled.", "%(count)d posts scheduled.", "count")
CATEGORY_MESSAGE = ngettext_lazy(
    "The category of %(count)d post changed.", "The category of %(count)d posts changed.", "count"
)
TAGS_MESSAGE = ngettext_lazy(
    "The tags of %(count)d post changed.", "The tags of %(count)d posts changed.", "count"
)

PINNED_MESSAGE = ngettext_lazy("%(count)d post pinned.", "%(count)d posts pinned.", "count")
UNPINNED_MESSAGE = ngettext_lazy("%(count)d post unpinned.", "%(count)d posts unpinned.", "count")
UNLISTED_MESSAGE = ngettext_lazy(
    "%(count)d post is now unlisted.", "%(count)d posts are now unlisted.", "count"
)
RELISTED_MESSAGE = ngettext_lazy(
    "%(count)d post is in lists again.", "%(count)d posts are in lists again.", "count"
)


class BulkActionsMixin(admin.ModelAdmin):
    """The actions. Each method is the action of its name; to add one, add a method and name it here."""

    actions = (
        "publish",
        "withdraw",
        "schedule",
        "archive",
        "set_category",
        "add_tags",
        "remove_tags",
        "pin",
        "unpin",
        "unlist",
        "relist",
        "export",
    )

    @admin.action(description=gettext_lazy("Publish now"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        selection = Selection(request, queryset).exclude_live().exclude_with_errors()
        selection.note_kind = NoteKind.PUBLISHED
        change_posts(selection, "published_at", PUBLISHED_MESSAGE, bulk.publish_posts)

    @admin.action(description=gettext_lazy("Revert to draft"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection = Selection(request, queryset)
        if is_unconfirmed(selection):
            return confirm_removal(self, selection, _("Revert to draft"))
        selection.note_kind = NoteKind.RETURNED
        change_posts(selection, "published_at", WITHDRAWN_MESSAGE, bulk.revert_posts_to_draft, undoable=True)
        return None

    @admin.action(description=gettext_lazy("Archive posts"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection = Selection(request, queryset)
        if is_unconfirmed(selection):
            return confirm_removal(self, selection, pgettext("button", "Archive"))
        change_posts(selection, "archived_at", ARCHIVED_MESSAGE, bulk.archive_posts, undoable=True)
        return None

    @admin.action(description=gettext_lazy("Schedule …"), permissions=["publish"])
    def schedule(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection = Selection(request, queryset).exclude_live().exclude_with_errors()
        form = build_action_form(request, ScheduleForm, posts=selection.posts)
        if not form.is_valid():
            return render_action_form(self, selection, form, _("Schedule posts"), _("Schedule"))
        selection.posts, dates = form.order_posts(), form.cleaned_data["dates"]
        selection.note_kind = NoteKind.PUBLISHED
        change_posts(selection, "published_at", SCHEDULED_MESSAGE, bulk.schedule_posts, dates)
        report_schedule(request, dates)
        return None

    @admin.action(description=gettext_lazy("Set category …"), permissions=["change"])
    def set_category(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection, form = Selection(request, queryset), build_action_form(request, SetCategoryForm)
        if not form.is_valid():
            title = _("Set the category of posts")
            return render_action_form(self, selection, form, title, _("Set category"))
        category = form.cleaned_data["category"]
        change_posts(selection, "category", CATEGORY_MESSAGE, bulk.set_category, category)
        return None

    @admin.action(description=gettext_lazy("Add tags …"), permissions=["change"])
    def add_tags(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection, form = Selection(request, queryset), build_action_form(request, AddTagsForm)
        if not form.is_valid():
            return render_action_form(self, selection, form, _("Add tags to posts"), _("Add tags"))
        change_posts(selection, "tags", TAGS_MESSAGE, bulk.add_tags, form.cleaned_data["tags"])
        return None

    @admin.action(description=gettext_lazy("Remove tags …"), permissions=["change"])
    def remove_tags(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        selection = Selection(request, queryset)
        choices = annotate_selected_count(selection.post_ids)
        form = build_action_form(request, RemoveTagsForm, choices=choices)
        if not form.is_valid():
            return render_action_form(self, selection, form, _("Remove tags from posts"), _("Remove tags"))
        change_posts(selection, "tags", TAGS_MESSAGE, bulk.remove_tags, list(form.cleaned_data["tags"]))
        return None

    @admin.action(description=gettext_lazy("Pin to the top"), permissions=["publish"])
    def pin(self, request: HttpRequest, queryset: Any) -> None:
        change_posts(Selection(request, queryset), "is_pinned", PINNED_MESSAGE, bulk.pin_posts)

    @admin.action(description=gettext_lazy("Unpin"), permissions=["publish"])
    def unpin(self, request: HttpRequest, queryset: Any) -> None:
        change_posts(Selection(request, queryset), "is_pinned", UNPINNED_MESSAGE, bulk.unpin_posts)

    @admin.action(description=gettext_lazy("Make unlisted"), permissions=["change"])
    def unlist(self, request: HttpRequest, queryset: Any) -> None:
        change_posts(Selection(request, queryset), "is_unlisted", UNLISTED_MESSAGE, bulk.unlist_posts)

    @admin.action(description=gettext_lazy("Show in lists again"), permissions=["change"])
    def relist(self, request: HttpRequest, queryset: Any) -> None:
        change_posts(Selection(request, queryset), "is_unlisted", RELISTED_MESSAGE, bulk.relist_posts)

    @admin.action(description=gettext_lazy("Export"), permissions=["view"])
    def export(self, request: HttpRequest, queryset: Any) -> StreamingHttpResponse:
        """Send the posts as Markdown, with the pictures they show, as a ZIP file. Raises `NoFreeSlot`."""
        keys = list(queryset.values_list("pk", flat=True))
        entries = PostExport(Post.objects.manageable_by(request.user).filter(pk__in=keys)).iter_entries()
        name = f"{slugify(get_site().name) or 'posts'}-{timezone.localdate():%Y-%m-%d}.zip"
        archive = SlotStream(
            stream_archive(entries),
            take_slot(f"export-{request.user.pk}", retry_after=EXPORT_RETRY_SECONDS),
            take_slot("export", count=MAX_EXPORTS, retry_after=EXPORT_RETRY_SECONDS),
        )
        record_action(AuditAction.EXPORTED, count=len(keys))
        response = StreamingHttpResponse(archive, content_type="application/zip")
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


def change_posts(
    selection: Selection, field: str, message: Any, change: Any, *values: Any, undoable: bool = False
) -> None:
    """Call `change(ids, *values, user)`, log the change of `field` with each post, and report the count.

    `message` is a lazy ngettext of `count`; `undoable` puts a button beside it.
    """
    request = selection.request
    changed = change(selection.post_ids, *values, request.user)
    log_field_change(request, changed, field)
    if changed or selection.posts:
        level = messages.SUCCESS if changed else messages.INFO
        text = message % {"count": len(changed)}
        messages.add_message(request, level, offer_undo(request, text, changed) if undoable else text)
    if selection.note_kind:
        posts = [post for post in selection.posts if post.pk in changed]
        report_bulk_review(request, posts, selection.note_kind)
    report_drafts(request, changed)
    selection.report_excluded()


def report_drafts(request: HttpRequest, post_ids: Sequence[int]) -> None:
    """Tell who typed over the changed posts: they keep it, and see the merge when they save."""
    if names := name_draft_editors(post_ids):
        text = _("Unsaved changes of %(names)s are kept, and merged when they save.")
        messages.info(request, text % {"names": ", ".join(names)})


def report_schedule(request: HttpRequest, dates: Sequence[datetime]) -> None:
    """Tell when the first and the last of several posts go live."""
    if len(dates) < 2:
        return
    first, last = (date_format(timezone.localtime(date), "DATETIME_FORMAT") for date in (dates[0], dates[-1]))
    text = _("The first will be published on %(first)s, the last on %(last)s.")
    messages.info(request, text % {"first": first, "last": last})


def annotate_selected_count(post_ids: Sequence[int]) -> Any:
    """Return the tags of these posts, with `selected_count`: how many of the posts have the tag."""
    count = Count("posts", filter=Q(posts__in=post_ids), distinct=True)
    tags = Tag.objects.annotate(selected_count=count)
    return tags.filter(selected_count__gt=0).order_by("-selected_count", "name")


def log_field_change(request: HttpRequest, post_ids: Sequence[int], field: str) -> None:
    """Log in Django's admin log that `field` of the posts was changed."""
    posts = Post.objects.filter(pk__in=post_ids).only("title")
    column: Any = Post._meta.get_field(field)
    change = [{"changed": {"fields": [str(column.verbose_name)]}}]
    LogEntry.objects.log_actions(str(request.user.pk), posts, CHANGE, change)
