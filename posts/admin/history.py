"""What a post was: its revisions, what differs between them, bringing one back; and two who write at once."""

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest

from posts import revisions
from posts.admin.meeting import MeetingAdmin
from posts.models import Kind


class HistoryAdmin(MeetingAdmin):
    """Records each save; shows, compares and restores what was recorded."""

    def kind_of(self, request: HttpRequest, form: ModelForm, *, change: bool) -> Kind:
        """Return what saving `form` does to the post, as its history names it."""
        return Kind.SAVED if change else Kind.CREATED

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if change:
            revisions.keep_earlier(obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        revisions.record(form.instance, self.kind_of(request, form, change=change), request.user)
