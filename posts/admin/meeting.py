"""Two who save the same post: the second is shown both texts, and nothing of either is lost."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import ModelForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.editor.autosave import extract_typed_fields, parse_uuid_or_none
from posts.editor.edit_conflicts import EditConflict, build_merged_data, detect_conflict
from posts.models import Post, WorkingCopy

# Names the working copy that what was typed is kept in, until the merge is saved.
CONFLICT_COPY_FIELD = "_mine"
MAX_COPY_TITLE_LENGTH = 200  # as the database has it


class MeetingAdmin(admin.ModelAdmin):
    """Lets nobody write over what somebody else saved meanwhile."""

    def get_form(
        self,
        request: HttpRequest,
        obj: Post | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[ModelForm]:
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return build_guarded_form(form_class, obj.pk) if obj and request.method == "POST" else form_class

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["kept"] = request.POST.get(CONFLICT_COPY_FIELD, "")
        conflict = getattr(form, "conflict", None)
        if conflict:
            # Checking the form filled what was typed into the post.
            form.instance = context["original"] = kwargs["obj"] = conflict.post
            context |= {"conflict": conflict, "kept": save_conflicting_copy(request, conflict)}
            context["has_files"] = bool(request.FILES)
            context["is_own"] = (
                bool(conflict.newer_revisions) and conflict.newer_revisions[0].editor == request.user
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        if kept := parse_uuid_or_none(request.POST.get(CONFLICT_COPY_FIELD, "")):
            WorkingCopy.objects.filter(uid=kept, editor=cast(Any, request.user)).delete()


def build_guarded_form(form_class: type[ModelForm], key: int) -> type[ModelForm]:
    """Return `form_class` so that it is valid only if nobody saved the post since its page was opened.

    If somebody did, it comes back with both in it.
    """

    class GuardedForm(form_class):  # type: ignore[misc,valid-type]
        conflict: EditConflict | None = None

        def full_clean(self) -> None:
            super().full_clean()
            self.conflict = detect_conflict(self, key)
            if self.conflict:
                self.data = build_merged_data(self, self.conflict)
                text = _("Not saved yet: %(name)s was faster. What both of you wrote is in the form now.")
                found = self.error_class(
                    [text % {"name": self.conflict.last_editor_name}], error_class="nonfield"
                )
                # What is wrong with the merge, saving it will say.
                self._errors = ErrorDict({NON_FIELD_ERRORS: found})

    return GuardedForm


def save_conflicting_copy(request: HttpRequest, conflict: EditConflict) -> UUID:
    """Keep what was typed, as it was sent, until the merge is saved; return what it is kept under."""
    copies = WorkingCopy.objects.filter(editor=cast(Any, request.user))
    kept = parse_uuid_or_none(request.POST.get(CONFLICT_COPY_FIELD, ""))
    copy = (kept and copies.filter(uid=kept).first()) or WorkingCopy(editor=cast(Any, request.user))
    copy.post, copy.base_version = conflict.post, conflict.opened_version
    copy.fields = extract_typed_fields(request.POST)
    copy.title = request.POST.get("title", "")[:MAX_COPY_TITLE_LENGTH]
    copy.saved_at = timezone.now()
    copy.save()
    return copy.uid
