"""The preview: the same render as saving, of what is being typed."""

from django.http import HttpRequest, JsonResponse

from posts.editor.base import EditorView
from posts.models import Post
from posts.rendering import RenderError
from posts.rendering.text import normalise
from posts.warnings import refusal, sentence


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


def rendered(source: str, *, summary: str = "", language: str = "") -> Post:
    """Return an unsaved post with all that is derived from its text, as saving would derive it.

    Raises `RenderError`.
    """
    post = Post(source=normalise(source), summary=normalise(summary))
    post.language = language or post.language
    post.render()
    return post
