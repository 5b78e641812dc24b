"""The names of all tags, for completion while one types."""

from django.db.models import Count
from django.http import HttpRequest, JsonResponse

from posts.editor.base import EditorView
from posts.models import Tag
from posts.models.tag_parsing import join_tags

MAX_TAG_NAMES = 5_000


class TagNamesView(EditorView):
    """Answer {"names"}: tags as they are typed (quoted if they hold a comma), the most used first."""

    def get(self, request: HttpRequest) -> JsonResponse:
        by_use = Tag.objects.annotate(uses=Count("tagged")).order_by("-uses", "name")
        names = by_use.values_list("name", flat=True)[:MAX_TAG_NAMES]
        return JsonResponse({"names": [join_tags([name]) for name in names]})
