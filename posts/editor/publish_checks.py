"""The results of the checks before publishing, for scripts."""

from django.http import Http404, HttpRequest, JsonResponse

from posts.editor.base import EditorView
from posts.models import Post, permissions
from posts.publishing import checks


class PublishChecksView(EditorView):
    """Answer {"errors", "warnings"} of the saved post with the id `post`, each with text, line and kind."""

    def get(self, request: HttpRequest) -> JsonResponse:
        key = request.GET.get("post", "")
        is_id = key.isascii() and key.isdigit() and len(key) < 18
        post = Post.objects.filter(pk=int(key)).first() if is_id else None
        if post is None or not permissions.can_view_post(request.user, post):
            raise Http404("post")
        results = checks.run_publish_checks(post)
        return JsonResponse(
            {
                "errors": [serialize_check_result(result) for result in results if result.is_error],
                "warnings": [serialize_check_result(result) for result in results if not result.is_error],
            }
        )


def serialize_check_result(result: checks.CheckResult) -> dict[str, object]:
    return {"text": result.message, "line": result.line, "kind": result.kind}
