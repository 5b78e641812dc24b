"""What is done to many posts at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from posts import bulk
from posts.admin.asking import (
    AddTagsForm,
    AskingAdmin,
    RemoveTagsForm,
    ScheduleForm,
    Selection,
    SetCategoryForm,
)
from posts.exchange.exporting.exporter import PostExport
from posts.exchange.exporting.targets import stream_archive as archive_of
from posts.models import Post, Tag
from posts.slugs import slugify

PUBLISHED = ngettext_lazy("%(count)d post published.", "%(count)d posts published.", "count")
WITHDRAWN = ngettext_lazy("%(count)d post set back to draft.", "%(count)d posts set back to draft.", "count")
ARCHIVED = ngettext_lazy(
    "%(count)d post put into the archive.", "%(count)d posts put into the archive.", "count"
)
SCHEDULED = ngettext_lazy("%(count)d post scheduled.", "%(count)d posts scheduled.", "count")
MOVED = ngettext_lazy(
    "The category of %(count)d post changed.", "The category of %(count)d posts changed.", "count"
)
TAGGED = ngettext_lazy("The tags of %(count)d post changed.", "The tags of %(count)d posts changed.", "count")


class ActionsAdmin(AskingAdmin):
    """The actions of the list of posts."""

    actions = (
        "publish",
        "withdraw",
        "schedule",
        "archive",
        "set_category",
        "add_tags",
        "remove_tags",
        "export",
    )

    @admin.action(description=gettext_lazy("Publish now"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        given = Selection(request, queryset).exclude_live().exclude_with_errors()
        self.carry_out(given, "published_at", PUBLISHED, bulk.publish_posts)

    @admin.action(description=gettext_lazy("Back to draft"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(Selection(request, queryset), "published_at", WITHDRAWN, bulk.revert_posts_to_draft)

    @admin.action(description=gettext_lazy("Put into the archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(Selection(request, queryset), "archived_at", ARCHIVED, bulk.archive_posts)

    @admin.action(description=gettext_lazy("Schedule …"), permissions=["publish"])
    def schedule(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        given = Selection(request, queryset).exclude_live().exclude_with_errors()
        form = self.answer(request, ScheduleForm, posts=given.posts)
        if not form.is_valid():
            return self.ask(given, form, _("Schedule posts"), _("Schedule"))
        given.posts, moments = list(form.order_posts()), form.cleaned_data["moments"]
        self.carry_out(given, "published_at", SCHEDULED, bulk.schedule_posts, moments)
        self.tell_plan(request, moments)
        return None

    @admin.action(description=gettext_lazy("Set category …"), permissions=["change"])
    def set_category(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        given, form = Selection(request, queryset), self.answer(request, SetCategoryForm)
        if not form.is_valid():
            return self.ask(given, form, _("Set the category of posts"), _("Set category"))
        self.carry_out(given, "category", MOVED, bulk.set_category, form.cleaned_data["category"])
        return None

    @admin.action(description=gettext_lazy("Add tags …"), permissions=["change"])
    def add_tags(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        given, form = Selection(request, queryset), self.answer(request, AddTagsForm)
        if not form.is_valid():
            return self.ask(given, form, _("Add tags to posts"), _("Add tags"))
        self.carry_out(given, "tags", TAGGED, bulk.add_tags, form.cleaned_data["tags"])
        return None

    @admin.action(description=gettext_lazy("Remove tags …"), permissions=["change"])
    def remove_tags(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        given = Selection(request, queryset)
        form = self.answer(request, RemoveTagsForm, choices=tags_of(given.post_ids))
        if not form.is_valid():
            return self.ask(given, form, _("Remove tags from posts"), _("Remove tags"))
        self.carry_out(given, "tags", TAGGED, bulk.remove_tags, list(form.cleaned_data["tags"]))
        return None

    @admin.action(description=gettext_lazy("Export"), permissions=["view"])
    def export(self, request: HttpRequest, queryset: Any) -> StreamingHttpResponse:
        """Send the posts as Markdown, with the pictures they show, in one archive."""
        keys = list(queryset.values_list("pk", flat=True))
        entries = PostExport(Post.objects.manageable_by(request.user).filter(pk__in=keys)).iter_entries()
        name = f"{slugify(settings.SITE_NAME) or 'posts'}-{timezone.localdate():%Y-%m-%d}.zip"
        response = StreamingHttpResponse(archive_of(entries), content_type="application/zip")
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response

    def carry_out(self, given: Selection, field: str, done: Any, change: Any, *values: Any) -> None:
        """Change the posts, note it with each, and tell how many there were and which were left out."""
        request = given.request
        changed = change(given.post_ids, *values, request.user)
        log(request, changed, field)
        if changed or given.posts:
            level = messages.SUCCESS if changed else messages.INFO
            self.message_user(request, done % {"count": len(changed)}, level)
        self.tell_left_out(given)

    def tell_plan(self, request: HttpRequest, moments: Sequence[datetime]) -> None:
        """Tell when the first and the last of several go live."""
        if len(moments) < 2:
            return
        first, last = (
            date_format(timezone.localtime(at), "DATETIME_FORMAT") for at in (moments[0], moments[-1])
        )
        text = _("The first goes live on %(first)s, the last on %(last)s.")
        self.message_user(request, text % {"first": first, "last": last})


def tags_of(keys: Sequence[int]) -> Any:
    """Return the tags of the posts; `chosen` is the number of those that have one."""
    among = Count("posts", filter=Q(posts__in=keys), distinct=True)
    return Tag.objects.annotate(chosen=among).filter(chosen__gt=0).order_by("-chosen", "name")


def log(request: HttpRequest, keys: Sequence[int], field: str) -> None:
    """Note in the admin's own history that `field` of the posts was changed."""
    posts = Post.objects.filter(pk__in=keys).only("title")
    column: Any = Post._meta.get_field(field)
    change = [{"changed": {"fields": [str(column.verbose_name)]}}]
    LogEntry.objects.log_actions(str(request.user.pk), posts, CHANGE, change)
