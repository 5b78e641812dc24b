"""The report before publishing, for scripts."""

from django.http import Http404, HttpRequest, JsonResponse

from posts import permissions, report
from posts.editor.base import EditorView
from posts.models import Post


class PublishChecksView(EditorView):
    """Answer {"errors", "warnings"} of the saved post whose key is `post`, each with its text and line."""

    def get(self, request: HttpRequest) -> JsonResponse:
        key = request.GET.get("post", "")
        known = key.isascii() and key.isdigit() and len(key) < 18
        post = Post.objects.filter(pk=int(key)).first() if known else None
        if post is None or not permissions.can_view_post(request.user, post):
            raise Http404("post")
        found = report.run_publish_checks(post)
        return JsonResponse(
            {
                "errors": [serialize_finding(finding) for finding in found if finding.is_error],
                "warnings": [serialize_finding(finding) for finding in found if not finding.is_error],
            }
        )


def serialize_finding(finding: report.CheckResult) -> dict[str, object]:
    return {"text": finding.message, "line": finding.line, "kind": finding.kind}
