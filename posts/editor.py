"""What the editor's script talks to: the preview and the upload, for those who may write.

django-markdownx brings two views of its own that ask nobody who they are;
these stand in their place, and a system check (posts.E001) holds them there.
"""

import re
from pathlib import PurePosixPath

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.files.storage import default_storage
from django.forms.widgets import Script
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import View
from markdownx.widgets import AdminMarkdownxWidget

from posts import images
from posts.models import Post
from posts.rendering import RenderError
from posts.rendering.text import normalise
from posts.warnings import refusal, sentence

# How browsers name a picture that was pasted: it says nothing about what is on it.
NAMELESS = "image"
NO_WORD = re.compile(r"[^\w.,:，。：（）()-]+")


class EditorWidget(AdminMarkdownxWidget):
    """django-markdownx's text box with our own room around it and our own script."""

    template_name = "admin/posts/editor.html"

    class Media:
        extend = False
        js = (Script("js/editor.js", type="module"),)


@method_decorator([csrf_protect, never_cache], name="dispatch")
class EditorView(PermissionRequiredMixin, View):
    """A view for the editor's script: whoever may not write gets 403, never a login page."""

    raise_exception = True

    def has_permission(self) -> bool:
        user = self.request.user
        may_write = user.has_perm("posts.add_post") or user.has_perm("posts.change_post")
        return user.is_active and user.is_staff and may_write


class PreviewView(EditorView):
    """Render the `source` sent in `language` and store nothing.

    Answers {"html", "warnings"}, or {"error"} where it cannot be rendered: while
    someone is typing that is no failure of the request.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        try:
            post = rendered(request.POST.get("source", ""), language=request.POST.get("language", ""))
        except RenderError as error:
            return JsonResponse({"error": refusal(error)})
        return JsonResponse({"html": post.html, "warnings": [*map(sentence, post.warnings)]})


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


def rendered(source: str, *, summary: str = "", language: str = "") -> Post:
    """Return an unsaved post with all that is derived from its text, as saving would derive it.

    Raises `RenderError`.
    """
    post = Post(source=normalise(source), summary=normalise(summary))
    post.language = language or post.language
    post.render()
    return post


def alternative_text(name: str) -> str:
    """Return a file's name as a first alternative text: without suffix and signs that Markdown reads."""
    stem = PurePosixPath(name).stem
    return "" if stem == NAMELESS else " ".join(NO_WORD.sub(" ", stem).split())
