"""Autosave: what is typed into the form is stored as a working copy, for its editor and nobody else."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from posts.editor.base import EditorView
from posts.models import Post, Revision, WorkingCopy, get_display_name, permissions
from posts.rendering.characters import normalize_text

logger = logging.getLogger(__name__)

# Of one editor. The oldest is not deleted for the newest: both hold typed text.
MAX_WORKING_COPIES = 100
IGNORED_FIELD_PREFIXES = ("csrfmiddlewaretoken", "initial-")

TypedFields = dict[str, str | list[str]]


class AutosaveError(Exception):
    """A form is not stored: `reason` is one word for scripts, the message a sentence for people."""

    def __init__(self, reason: str, text: str, status: int) -> None:
        super().__init__(text)
        self.reason, self.status = reason, status

    @property
    def json_response(self) -> JsonResponse:
        return JsonResponse({"error": str(self), "reason": self.reason}, status=self.status)


@dataclass(frozen=True, slots=True)
class EditorWindow:
    """A window with the form of a post, as the hidden inputs of the form describe it."""

    # Chosen when the form was opened.
    uid: UUID
    # Ids of the user and of the post that it was opened for; `post` is None for a new one.
    editor: int | None
    post: int | None
    base_version: int
    # The working copy that the form was opened with: "uid@saved_at", or "".
    restored_from: str

    @classmethod
    def from_post_data(cls, data: QueryDict) -> Self:
        return cls(
            uid=parse_uuid_or_none(data.get("_window", "")) or uuid4(),
            editor=parse_id_or_none(data.get("_editor", "")),
            post=parse_id_or_none(data.get("_post", "")),
            base_version=parse_id_or_none(data.get("version", "")) or 0,
            restored_from=data.get("_taken", ""),
        )


def parse_uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def parse_id_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def extract_typed_fields(data: QueryDict) -> TypedFields:
    """Return the values of the form's own fields; a list where a field was sent several times."""
    typed = {
        name: values for name, values in data.lists() if not name.startswith(("_", *IGNORED_FIELD_PREFIXES))
    }
    return {
        name: unwrap_single_value(map(normalize_text, map(str, values))) for name, values in typed.items()
    }


def unwrap_single_value(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed


def build_form_data(copy: WorkingCopy) -> QueryDict:
    """Return what `copy` holds as the browser would send it."""
    data = QueryDict(mutable=True)
    for name, value in copy.fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@method_decorator(csrf_exempt, name="dispatch")  # EditorView checks the token, where errors are caught
class AutosaveView(EditorView):
    """Store the form that is sent as the working copy of its window.

    Answers {"at", "version", "news"}: the time, the post's version, and a sentence if somebody saved the
    post since the form was opened. If it is not stored: {"error", "reason"}.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except AutosaveError as error:
            return error.json_response
        except RequestDataTooBig:
            limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            text = _("the text is longer than %(limit)s") % {"limit": limit}
            return AutosaveError("too-big", text, 413).json_response
        except DatabaseError:
            logger.exception("A working copy could not be stored.")
            return AutosaveError("failing", _("the server cannot store it now"), 503).json_response

    def handle_no_permission(self) -> Any:
        if self.request.user.is_authenticated:
            raise AutosaveError("denied", _("you do not have permission to write here"), 403)
        raise AutosaveError("signed-out", _("signed out"), 403)

    def post(self, request: HttpRequest) -> JsonResponse:
        window = EditorWindow.from_post_data(request.POST)
        copy = save_working_copy(request.user, window, extract_typed_fields(request.POST))
        post = copy.post
        return JsonResponse(
            {
                "at": f"{timezone.localtime(copy.saved_at):%H:%M:%S}",
                "version": post.version if post else 0,
                "news": describe_newer_version(copy, request.user),
            }
        )


def save_working_copy(user: Any, window: EditorWindow, fields: TypedFields) -> WorkingCopy:
    """Store `fields` as the working copy of `window`. Raises AutosaveError."""
    if not fields:
        raise AutosaveError("malformed", _("the form data cannot be saved"), 400)
    if window.editor not in {None, user.pk}:
        text = _("you are now signed in as %(name)s") % {"name": get_display_name(user)}
        raise AutosaveError("other-user", text, 409)
    post = get_post_in_window(user, window)
    with transaction.atomic():
        copy = get_or_build_copy(user, window.uid)
        copy.post, copy.base_version, copy.fields = post, window.base_version, fields
        copy.title = str(fields.get("title", ""))[:200]
        copy.saved_at = timezone.now()
        copy.save()
        delete_restored_copy(user, window.restored_from)
    return copy


def get_post_in_window(user: Any, window: EditorWindow) -> Post | None:
    """Return the post of `window`; None for a new or deleted one. Raises AutosaveError without permission."""
    post = Post.objects.filter(pk=window.post).first() if window.post else None
    allowed = permissions.can_change_post(user, post) if post else can_start_post(user, window)
    if not allowed:
        raise AutosaveError("denied", _("you do not have permission to change this post"), 403)
    return post


def can_start_post(user: Any, window: EditorWindow) -> bool:
    return permissions.can_write_posts(user) if window.post else permissions.can_add_post(user)


def get_or_build_copy(user: Any, uid: UUID) -> WorkingCopy:
    """Return the working copy `uid` of `user`, or a new one that is not saved. Raises AutosaveError."""
    copy = WorkingCopy.objects.filter(uid=uid).defer("fields").first()
    if copy is None:
        check_copy_limit(user)
        return WorkingCopy(uid=uid, editor=user)
    if copy.editor_id != user.pk:
        raise AutosaveError("denied", _("this window belongs to another user"), 404)
    return copy


def check_copy_limit(user: Any) -> None:
    if WorkingCopy.objects.filter(editor=user).count() >= MAX_WORKING_COPIES:
        text = ngettext(
            "you already have %(count)d post with unsaved changes: save or discard it",
            "you already have %(count)d posts with unsaved changes: save or discard some",
            MAX_WORKING_COPIES,
        )
        raise AutosaveError("full", text % {"count": MAX_WORKING_COPIES}, 507)


def delete_restored_copy(user: Any, restored_from: str) -> None:
    """Delete the copy that a form was opened with, unless another window wrote to it since."""
    uid_text, _at, date_text = restored_from.partition("@")
    if (uid := parse_uuid_or_none(uid_text)) and (saved_at := parse_datetime(date_text)):
        WorkingCopy.objects.filter(editor=user, uid=uid, saved_at=saved_at).delete()


def delete_saved_copies(user: Any, data: QueryDict) -> None:
    """Delete the copies of a window whose form was saved."""
    window = EditorWindow.from_post_data(data)
    WorkingCopy.objects.filter(editor=user, uid=window.uid).delete()
    delete_restored_copy(user, window.restored_from)


def describe_newer_version(copy: WorkingCopy, user: Any) -> str:
    """Return a sentence about what happened to the post since the form was opened; "" if nothing did."""
    if copy.is_post_deleted:
        return _("This post has been deleted. Your text is autosaved, and you can save it as a new post.")
    if copy.post is None or copy.post.version <= copy.base_version:
        return ""
    editor = get_last_editor(copy.post)
    if editor == user:
        return _(
            "You have saved this post in another window. When you save here, you will see both versions."
        )
    name = get_display_name(editor) if editor else _("Somebody")
    return _("%(name)s has saved this post. When you save, you will see both versions.") % {"name": name}


def get_last_editor(post: Post) -> Any:
    revisions = Revision.objects.filter(post=post, version=post.version).select_related("editor__profile")
    revision = revisions.first()
    return revision and revision.editor
