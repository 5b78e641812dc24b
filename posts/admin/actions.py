"""What is done to many posts at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.models import Post


class ActionsAdmin(admin.ModelAdmin):
    """The actions of the list of posts."""

    actions = ("publish", "withdraw")

    @admin.action(description=_("Publish now"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        now = timezone.now()
        count = self.set_publication(request, queryset.exclude(published_at__lte=now), now)
        text = ngettext("%(count)d post published.", "%(count)d posts published.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Back to draft"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        count = self.set_publication(request, queryset.exclude(published_at=None), None)
        text = ngettext("%(count)d post set back to draft.", "%(count)d posts set back to draft.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def set_publication(self, request: HttpRequest, queryset: Any, moment: Any) -> int:
        """Give all posts of `queryset` one moment of publication; return how many there were."""
        change = [{"changed": {"fields": [str(Post._meta.get_field("published_at").verbose_name)]}}]
        LogEntry.objects.log_actions(str(request.user.pk), queryset, CHANGE, change)
        return int(queryset.update(published_at=moment))
