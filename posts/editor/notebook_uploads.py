"""Notebooks that are dropped on the editor, or chosen there."""

from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.database.errors import is_disk_full
from posts.editor.base import EditorView
from posts.editor.uploads import SLOT_WAIT_SECONDS, build_error_response, describe_storage_error
from posts.exchange.importing.dropped_notebooks import (
    MergedNotebook,
    create_notebook_post,
    merge_dropped_notebook,
)
from posts.exchange.importing.records.record import ImportFileError, SkipImport
from posts.models import permissions
from posts.models.machine_slots import take_slot
from posts.models.render_messages import format_render_error
from posts.rendering import RenderError
from posts.rendering.characters import normalize_text
from posts.rendering.limits import MAX_SOURCE_CHARACTERS
from posts.revisions.drafts import DraftError, get_writable_post
from posts.revisions.editor_window import EditorWindow

MAX_DROPPED_BYTES = 20 * 1024 * 1024


class UploadNotebookView(EditorView):
    """Take the notebook that is sent as `notebook`, from the window of a post whose text is `source`.

    Answers {"url"}, the form of a new post, where nothing was typed yet; else {"text", "title",
    "is_fragment", "conflicts", "message"}: the text with the notebook merged into it, or what is
    to be inserted into it; or {"error"}, with 422, 413 or 507.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        try:
            with take_slot("notebook", count=2, wait_seconds=SLOT_WAIT_SECONDS):
                return self.take_notebook(request)
        except (ImportFileError, SkipImport, RenderError) as error:
            text = format_render_error(error) if isinstance(error, RenderError) else str(error)
            return build_error_response(_("The notebook cannot be read: %(reason)s") % {"reason": text}, 422)
        except DraftError as error:
            return build_error_response(str(error), error.status)
        except (OSError, OperationalError) as error:
            if isinstance(error, OperationalError) and not is_disk_full(error):
                raise
            return build_error_response(describe_storage_error(error), 507)

    def take_notebook(self, request: HttpRequest) -> JsonResponse:
        file = request.FILES.get("notebook")
        if file is None:
            return build_error_response(_("No file was uploaded."), 422)
        if (file.size or 0) > MAX_DROPPED_BYTES:
            text = _("Notebooks of more than %(limit)s are uploaded under Imports.")
            return build_error_response(text % {"limit": filesizeformat(MAX_DROPPED_BYTES)}, 413)
        post = get_writable_post(request.user, EditorWindow.from_post_data(request.POST))
        typed = normalize_text(request.POST.get("source", ""))[:MAX_SOURCE_CHARACTERS]
        data, name = file.read(), file.name or ""
        is_empty = not (typed.strip() or request.POST.get("title", "").strip())
        if post is None and is_empty and permissions.can_add_post(request.user):
            created = create_notebook_post(data, name, request.user)
            return JsonResponse({"url": reverse("admin:posts_post_change", args=[created.pk])})
        return JsonResponse(serialize_merge(merge_dropped_notebook(data, name, post, typed, request.user)))


def serialize_merge(merged: MergedNotebook) -> dict[str, Any]:
    """Return what the script needs to put a notebook into the text."""
    message = _("The notebook is in the text.")
    if merged.conflict_count:
        message = ngettext(
            "%(count)d place was changed both here and in the notebook: keep what is right there.",
            "%(count)d places were changed both here and in the notebook: keep what is right there.",
            merged.conflict_count,
        ) % {"count": merged.conflict_count}
    return {
        "text": merged.text,
        "title": merged.title,
        "is_fragment": merged.is_fragment,
        "conflicts": merged.conflict_count,
        "message": message,
    }
