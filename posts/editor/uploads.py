"""Pictures that are pasted, dropped or picked."""

import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from posts import images
from posts.editor.base import EditorView

# How browsers name a picture that was pasted: it says nothing about what is on it.
NAMELESS = "image"
NO_WORD = re.compile(r"[^\w.,:，。：（）()-]+")


class UploadView(EditorView):
    """Take the picture sent as `image` into media.

    Answers {"markdown"}, what to write into the text, or {"error"} with 422.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        file = request.FILES.get("image")
        if file is None:
            return JsonResponse({"error": _("No file was sent.")}, status=422)
        try:
            stored = images.store(file.read(images.MAX_BYTES + 1), file.name or "")
        except images.BadImage as error:
            return JsonResponse({"error": str(error)}, status=422)
        alternative = alternative_text(file.name or "")
        return JsonResponse({"markdown": f"![{alternative}]({default_storage.url(stored)})"})


def alternative_text(name: str) -> str:
    """Return a file's name as a first alternative text: without suffix and signs that Markdown reads."""
    stem = PurePosixPath(name).stem
    return "" if stem == NAMELESS else " ".join(NO_WORD.sub(" ", stem).split())
