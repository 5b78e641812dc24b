"""Autosave: what stands in a window, kept for whoever typed it and for nobody else."""

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

from posts import permissions
from posts.editor.base import EditorView
from posts.models import Post, Revision, WorkingCopy, get_display_name
from posts.rendering.text import normalise

logger = logging.getLogger(__name__)

# Of one editor. The oldest is not dropped for the newest: both were typed.
MAX_WORKING_COPIES = 100
IGNORED_FIELD_PREFIXES = ("csrfmiddlewaretoken", "initial-")

TypedFields = dict[str, str | list[str]]


class AutosaveError(Exception):
    """That a text is not kept: why, in one word for scripts and in some for people."""

    def __init__(self, reason: str, text: str, status: int) -> None:
        super().__init__(text)
        self.reason, self.status = reason, status

    @property
    def json_response(self) -> JsonResponse:
        return JsonResponse({"error": str(self), "reason": self.reason}, status=self.status)


@dataclass(frozen=True, slots=True)
class EditorWindow:
    """What a window says of itself in the hidden fields of its form."""

    # Made up for it when it was opened.
    uid: UUID
    # Whom it was opened for.
    editor: int | None
    post: int | None
    base_version: int
    # The copy it took its text from, and when that was kept last.
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
    """Return what was typed into a form, without what the form says of itself."""
    typed = {
        name: values for name, values in data.lists() if not name.startswith(("_", *IGNORED_FIELD_PREFIXES))
    }
    return {name: unwrap_single_value(map(normalise, map(str, values))) for name, values in typed.items()}


def unwrap_single_value(values: Iterable[str]) -> str | list[str]:
    found = list(values)
    return found[0] if len(found) == 1 else found


def build_form_data(copy: WorkingCopy) -> QueryDict:
    """Return what was typed as the browser would send it."""
    data = QueryDict(mutable=True)
    for name, value in copy.fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@method_decorator(csrf_exempt, name="dispatch")  # EditorView asks for the token, where a refusal is caught
class AutosaveView(EditorView):
    """Keep the form sent, as a browser sends it, for whoever is signed in.

    Answers {"at", "version", "news"}, or {"error", "reason"}.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except AutosaveError as refusal:
            return refusal.json_response
        except RequestDataTooBig:
            limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            text = _("the text is longer than %(limit)s") % {"limit": limit}
            return AutosaveError("too-big", text, 413).json_response
        except DatabaseError:
            logger.exception("A working copy could not be kept.")
            return AutosaveError("failing", _("the server cannot store it now"), 503).json_response

    def handle_no_permission(self) -> Any:
        if self.request.user.is_authenticated:
            raise AutosaveError("denied", _("you may not write here"), 403)
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
    """Keep `fields` as the working copy of `window`, or raise a `Refusal`."""
    if not fields:
        raise AutosaveError("malformed", _("the window sent nothing that can be kept"), 400)
    if window.editor not in {None, user.pk}:
        text = _("signed in as %(name)s now") % {"name": get_display_name(user)}
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
    """Return the post that `user` writes in `window`: None for a new one, and for one that is deleted."""
    post = Post.objects.filter(pk=window.post).first() if window.post else None
    allowed = permissions.can_change_post(user, post) if post else can_start_post(user, window)
    if not allowed:
        raise AutosaveError("denied", _("you may not change this post"), 403)
    return post


def can_start_post(user: Any, window: EditorWindow) -> bool:
    return permissions.can_write_posts(user) if window.post else permissions.can_add_post(user)


def get_or_build_copy(user: Any, uid: UUID) -> WorkingCopy:
    """Return the working copy `uid` of `user`, or a new one where there is room for it."""
    copy = WorkingCopy.objects.filter(uid=uid).defer("fields").first()
    if copy is None:
        check_copy_limit(user)
        return WorkingCopy(uid=uid, editor=user)
    if copy.editor_id != user.pk:
        raise AutosaveError("denied", _("this window is somebody else's"), 404)
    return copy


def check_copy_limit(user: Any) -> None:
    if WorkingCopy.objects.filter(editor=user).count() >= MAX_WORKING_COPIES:
        text = ngettext(
            "you have %(count)d unsaved text already: save it or throw it away",
            "you have %(count)d unsaved texts already: save some or throw some away",
            MAX_WORKING_COPIES,
        )
        raise AutosaveError("full", text % {"count": MAX_WORKING_COPIES}, 507)


def delete_restored_copy(user: Any, taken: str) -> None:
    """Drop the copy that a window took its text from, unless somebody typed on in it since."""
    uid, _at, moment = taken.partition("@")
    if (key := parse_uuid_or_none(uid)) and (saved_at := parse_datetime(moment)):
        WorkingCopy.objects.filter(editor=user, uid=key, saved_at=saved_at).delete()


def delete_saved_copies(user: Any, data: QueryDict) -> None:
    """Drop the copies of a window that was saved."""
    window = EditorWindow.from_post_data(data)
    WorkingCopy.objects.filter(editor=user, uid=window.uid).delete()
    delete_restored_copy(user, window.restored_from)


def describe_newer_version(copy: WorkingCopy, user: Any) -> str:
    """Return what became of the post since the window was opened; nothing, if nothing did."""
    if copy.is_post_deleted:
        return _("This post was deleted meanwhile. What you type is kept, and can be saved as a new post.")
    if copy.post is None or copy.post.version <= copy.base_version:
        return ""
    editor = get_last_editor(copy.post)
    if editor == user:
        return _("You saved this post meanwhile in another window; when you save here you will see both.")
    name = get_display_name(editor) if editor else _("Somebody")
    return _("%(name)s saved this post meanwhile; when you save you will see both.") % {"name": name}


def get_last_editor(post: Post) -> Any:
    revisions = Revision.objects.filter(post=post, version=post.version).select_related("editor__profile")
    revision = revisions.first()
    return revision and revision.editor
