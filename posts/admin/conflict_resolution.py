"""Edit conflicts on the form: whoever saves second is shown both versions, and nothing of either is lost."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import ModelForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.editor.autosave import extract_typed_fields, parse_uuid_or_none
from posts.editor.edit_conflicts import EditConflict, build_merged_data, detect_conflict
from posts.models import WorkingCopy

# Names the working copy that holds what was typed until the merge is saved.
CONFLICT_COPY_FIELD = "_mine"
MAX_COPY_TITLE_LENGTH = 200  # of the database's column


class EditConflictExtension(AdminExtension):
    """Refuses to save over what somebody else saved meanwhile; shows the merge of both instead."""

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        return build_guarded_form(form_class, obj.pk) if obj and request.method == "POST" else form_class

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        form = context["adminform"].form
        context["conflict_copy"] = request.POST.get(CONFLICT_COPY_FIELD, "")
        conflict = getattr(form, "conflict", None)
        if conflict is None:
            return
        # Checking the form wrote what was typed into the post.
        form.instance = context["original"] = conflict.post
        context |= {
            "conflict": conflict,
            "conflict_copy": save_conflicting_copy(request, conflict),
            "has_files": bool(request.FILES),
            "is_own_conflict": [one.editor for one in conflict.newer_revisions[:1]] == [request.user],
        }

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        if uid := parse_uuid_or_none(request.POST.get(CONFLICT_COPY_FIELD, "")):
            WorkingCopy.objects.filter(uid=uid, editor=cast(Any, request.user)).delete()


def build_guarded_form(form_class: type[ModelForm], post_id: int) -> type[ModelForm]:
    """Return a subclass of `form_class` that is valid only if nobody saved the post since it was opened.

    If somebody did, its `conflict` says so, and its data are the merge of both.
    """

    class GuardedForm(form_class):  # type: ignore[misc,valid-type]
        conflict: EditConflict | None = None

        def full_clean(self) -> None:
            super().full_clean()
            self.conflict = detect_conflict(self, post_id)
            if self.conflict:
                self.data = build_merged_data(self, self.conflict)
                text = _("Not saved: %(name)s saved first. The form now contains both versions.")
                errors = self.error_class(
                    [text % {"name": self.conflict.last_editor_name}], error_class="nonfield"
                )
                # Errors of the merge are found when it is saved.
                self._errors = ErrorDict({NON_FIELD_ERRORS: errors})

    return GuardedForm


def save_conflicting_copy(request: HttpRequest, conflict: EditConflict) -> UUID:
    """Store what was typed, as it was sent, until the merge is saved; return the uid of the copy."""
    copies = WorkingCopy.objects.filter(editor=cast(Any, request.user))
    uid = parse_uuid_or_none(request.POST.get(CONFLICT_COPY_FIELD, ""))
    copy = (uid and copies.filter(uid=uid).first()) or WorkingCopy(editor=cast(Any, request.user))
    copy.post, copy.base_version = conflict.post, conflict.opened_version
    copy.fields = extract_typed_fields(request.POST)
    copy.title = request.POST.get("title", "")[:MAX_COPY_TITLE_LENGTH]
    copy.saved_at = timezone.now()
    copy.save()
    return copy.uid
