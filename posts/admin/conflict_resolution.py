"""Edit conflicts on the form: whoever saves second is shown both versions, and nothing of either is lost."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import F
from django.forms import ModelForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from posts.admin.drafts import save_sent_form
from posts.admin.extension import AdminExtension
from posts.editor.edit_conflicts import (
    EditConflict,
    build_draft_conflict,
    build_merged_data,
    detect_conflict,
)
from posts.models import Draft, DraftRevision, Post, permissions
from posts.revisions.drafts import can_write_over, get_draft
from posts.revisions.editor_window import (
    EditorWindow,
    build_form_data,
    extract_typed_fields,
    parse_id_or_none,
)


class EditConflictExtension(AdminExtension):
    """Refuses to save over what somebody else saved, or typed in another window; shows the merge of both."""

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Open the form with the merge that the address asks for: of a text with the draft, or of both."""
        unmerged: Any = get_outdated_draft(request, object_id) or get_text_to_merge(request, object_id)
        if unmerged is None:
            return show_form()
        draft = get_draft(unmerged.post, request.user)
        if draft is None and unmerged.post.version == unmerged.base_version:
            return redirect(f"{request.path}?restore={unmerged.pk}")
        send_unmerged_text(request, unmerged)
        return show_form()

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        return (
            build_guarded_form(form_class, request, obj) if obj and request.method == "POST" else form_class
        )

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        form = context["adminform"].form
        context["merged_text"] = request.POST.get("_merged", "")
        conflict = getattr(form, "conflict", None)
        if conflict is None:
            return
        # Checking the form wrote what was typed into the post.
        form.instance = context["original"] = conflict.post
        is_own_draft = not is_merge_requested(request) and self.keep_sent_text(request, conflict)
        # A draft of another window that is not in the form must not be overwritten by it.
        request.has_seen_draft = bool(conflict.draft) or is_own_draft  # type: ignore[attr-defined]
        context |= {
            "conflict": conflict,
            "has_files": bool(request.FILES),
            "is_own_conflict": [one.editor for one in conflict.newer_revisions[:1]] == [request.user],
        }

    def keep_sent_text(self, request: HttpRequest, conflict: EditConflict) -> bool:
        """Store what was typed until the merge is saved; return whether the window has the draft now."""
        return save_sent_form(request, conflict.post.pk).unmerged is None


def build_guarded_form(form_class: type[ModelForm], request: HttpRequest, post: Post) -> type[ModelForm]:
    """Return a subclass of `form_class` that is valid only if nobody saved the post since it was opened.

    The same holds where its editor typed over the post in another window. Then its `conflict` says so,
    and its data are the merge of both.
    """

    class GuardedForm(form_class):  # type: ignore[misc,valid-type]
        conflict: EditConflict | None = None

        def full_clean(self) -> None:
            super().full_clean()
            conflict = detect_conflict(self, post.pk) or detect_draft_conflict(
                self, request, post, form_class
            )
            self.conflict = conflict
            if conflict:
                self.data = build_merged_data(self, conflict)
                # Errors of the merge are found when it is saved.
                text = describe_conflict(conflict)
                self._errors = ErrorDict({NON_FIELD_ERRORS: self.error_class([text], error_class="nonfield")})
            elif is_merge_requested(request):
                self.add_error(None, _("Both texts are the same, or cannot be compared. Check and save."))

    return GuardedForm


def detect_draft_conflict(
    form: Any, request: HttpRequest, post: Post, form_class: type[ModelForm]
) -> EditConflict | None:
    """Return the conflict with what the user typed in another window; None if the window knows of it.

    A form that names no window knows of none: the draft stays, and meets what is saved later.
    """
    window = EditorWindow.from_post_data(request.POST)
    draft = get_draft(post, request.user) if "_window" in request.POST else None
    if draft is None or draft.fields == extract_typed_fields(request.POST):
        return None
    if can_write_over(draft, window):
        return None
    draft_form = form_class(build_form_data(draft.fields), instance=Post.objects.get(pk=post.pk))
    return build_draft_conflict(form, draft_form, draft, window.base_version or post.version)


def describe_conflict(conflict: EditConflict) -> str:
    if conflict.draft:
        return _("Not saved: you typed another text in another window. The form now contains both.")
    text = _("Not saved: %(name)s saved first. The form now contains both versions.")
    return text % {"name": conflict.last_editor_name}


def get_text_to_merge(request: HttpRequest, object_id: str | None) -> Any:
    """Return the unmerged text of the user that the address asks for; None if there is none."""
    key = parse_id_or_none(request.GET.get("merge", "")) if request.method == "GET" else None
    if key is None or object_id is None:
        return None
    texts = DraftRevision.objects.filter(editor=request.user.pk, is_unmerged=True).select_related("post")
    text = texts.filter(pk=key, post=parse_id_or_none(object_id)).first()
    return text if text and text.post and permissions.can_draft_changes(request.user, text.post) else None


def get_outdated_draft(request: HttpRequest, object_id: str | None) -> Draft | None:
    """Return the draft of the user, if the address asks for its merge with what was saved since."""
    if request.method != "GET" or request.GET.get("merge") != "draft" or object_id is None:
        return None
    drafts = Draft.objects.filter(editor=request.user.pk, base_version__lt=F("post__version"))
    draft = drafts.select_related("post").filter(post=parse_id_or_none(object_id)).first()
    may_write = draft and draft.post and permissions.can_draft_changes(request.user, draft.post)
    return draft if may_write else None


def send_unmerged_text(request: HttpRequest, text: Draft | DraftRevision) -> None:
    """Have the form checked as if a window that knows of no draft had sent `text`. Nothing is saved."""
    data = build_form_data(text.fields)
    window = {
        "_window": str(uuid4()),
        "_editor": str(text.editor_id),
        "_post": str(text.post_id),
        "_merged": str(text.pk) if isinstance(text, DraftRevision) else "",
        "version": str(text.base_version),
    }
    for name, value in window.items():
        data[name] = value
    request.FILES.clear()  # there are none; read later, they would replace `POST`
    request.method, request.POST = "POST", data  # type: ignore[assignment]
    request.is_merge_requested = True  # type: ignore[attr-defined]


def is_merge_requested(request: HttpRequest) -> bool:
    return getattr(request, "is_merge_requested", False)
