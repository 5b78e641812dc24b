"""Autosave: what is typed into the form is stored as the draft of its editor."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from posts.editor.base import EditorView
from posts.models import Post, Revision, get_display_name
from posts.revisions.drafts import DraftError, SavedDraft, discard_unchanged_draft, save_draft
from posts.revisions.editor_window import EditorWindow, extract_typed_fields

logger = logging.getLogger(__name__)

# Sent where the form is again as the post was saved.
UNCHANGED_FIELD = "_unchanged"


@method_decorator(csrf_exempt, name="dispatch")  # EditorView checks the token, where errors are caught
class AutosaveView(EditorView):
    """Store the form that is sent as the draft of its post; a new post becomes a row.

    Answers {"at", "post", "url", "version", "draft", "news"}: the time, the id and the address of the
    form of the post, the version that was typed over, the token of the draft ("" where another window
    holds it), and a sentence if that or another editor's save is to be known. `post` is null for a new
    post without text. If the form is not stored: {"error", "reason"}.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except DraftError as error:
            return answer_error(error)
        except RequestDataTooBig:
            limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            text = _("the text is longer than %(limit)s") % {"limit": limit}
            return answer_error(DraftError("too-big", text, 413))
        except DatabaseError:
            logger.exception("A draft could not be stored.")
            return answer_error(DraftError("failing", _("the server cannot store it now"), 503))

    def handle_no_permission(self) -> Any:
        if self.request.user.is_authenticated:
            raise DraftError("denied", _("you do not have permission to write here"), 403)
        raise DraftError("signed-out", _("signed out"), 403)

    def post(self, request: HttpRequest) -> JsonResponse:
        window = EditorWindow.from_post_data(request.POST)
        if UNCHANGED_FIELD in request.POST:
            saved = discard_unchanged_draft(request.user, window)
        else:
            saved = save_draft(request.user, window, extract_typed_fields(request.POST))
        return JsonResponse(build_answer(saved, window, request.user))


def answer_error(error: DraftError) -> JsonResponse:
    return JsonResponse({"error": str(error), "reason": error.reason}, status=error.status)


def build_answer(saved: SavedDraft, window: EditorWindow, user: Any) -> dict[str, Any]:
    """Return what the script of the form needs to go on."""
    post, text = saved.post, saved.unmerged or saved.draft
    page = "change" if post else "add"
    return {
        "at": f"{timezone.localtime():%H:%M:%S}",
        "post": post.pk if post else None,
        "url": reverse(f"admin:posts_post_{page}", args=[post.pk] if post else []),
        "version": text.base_version if text else window.base_version,
        "draft": saved.draft.token if saved.draft and not saved.unmerged else "",
        "news": describe_news(saved, window, user),
    }


def describe_news(saved: SavedDraft, window: EditorWindow, user: Any) -> str:
    """Return a sentence about what happened since the form was opened; "" if nothing did."""
    post, text = saved.post, saved.unmerged or saved.draft
    if text is None:
        return ""
    if post is None:
        return _("This post has been deleted. Your text is autosaved.")
    if window.post not in {None, post.pk}:
        return _("This post has been deleted. Your text has become a new post, which is not published.")
    if saved.unmerged:
        return _(
            "You are writing in this post in another window too. When you save here, you will see both texts."
        )
    return describe_newer_version(post, text.base_version, user)


def describe_newer_version(post: Post, base_version: int, user: Any) -> str:
    """Return a sentence about who saved `post` since `base_version`; "" if nobody did."""
    if post.version <= base_version:
        return ""
    editor = get_last_editor(post)
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
