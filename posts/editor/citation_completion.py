"""What the text box offers behind `[@`: the literature of the site."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse

from posts.editor.base import EditorView
from posts.models import LiteratureEntry

MAX_OFFERED_ENTRIES = 8
MAX_TYPED_KEY = 60


class CitationCompletionView(EditorView):
    """Answer {"citations"} for `q`: each has "label", "detail" and "markdown", which is `@key`.

    They are found by key, title and authors; without `q` they are those that were changed last.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        text = request.GET.get("q", "").replace("\0", " ").strip()[:MAX_TYPED_KEY]
        found = find_entries(text)[:MAX_OFFERED_ENTRIES]
        return JsonResponse({"citations": [offer_entry(entry) for entry in found]})


def find_entries(text: str) -> QuerySet[LiteratureEntry]:
    """Return the entries with `text` in them, those whose key begins with it first."""
    entries = LiteratureEntry.objects.defer("bibtex", "data")
    if not text:
        return entries
    matching = Q(key__icontains=text) | Q(title__icontains=text) | Q(authors__icontains=text)
    rank = Case(When(key__istartswith=text, then=Value(0)), default=Value(1), output_field=IntegerField())
    return entries.filter(matching).order_by(rank, "-updated_at", "-pk")


def offer_entry(entry: LiteratureEntry) -> dict[str, Any]:
    detail = " · ".join(filter(None, (str(entry.year or ""), entry.authors)))
    return {
        "label": entry.title or entry.key,
        "detail": detail,
        "kind": entry.key,
        "markdown": f"@{entry.key}",
    }
