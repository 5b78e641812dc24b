"""What is done to many posts at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts import revisions
from posts.models import Kind, Post


class ActionsAdmin(admin.ModelAdmin):
    """The actions of the list of posts."""

    actions = ("publish", "withdraw")

    @admin.action(description=_("Publish now"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        now = timezone.now()
        waiting = queryset.exclude(published_at__lte=now)
        count = self.set_publication(request, waiting, now, Kind.PUBLISHED)
        text = ngettext("%(count)d post published.", "%(count)d posts published.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Back to draft"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        count = self.set_publication(request, queryset.exclude(published_at=None), None, Kind.WITHDRAWN)
        text = ngettext("%(count)d post set back to draft.", "%(count)d posts set back to draft.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def set_publication(self, request: HttpRequest, queryset: Any, moment: Any, kind: Kind) -> int:
        """Give all posts of `queryset` one moment of publication; return how many there were."""
        change = [{"changed": {"fields": [str(Post._meta.get_field("published_at").verbose_name)]}}]
        LogEntry.objects.log_actions(str(request.user.pk), queryset, CHANGE, change)
        keys = list(queryset.values_list("pk", flat=True))
        revisions.keep_earlier(*keys)
        count = int(queryset.update(published_at=moment))
        revisions.record_many(keys, kind, request.user)
        return count
