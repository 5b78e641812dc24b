"""The tags of the site, for completion while one types, and how many posts have them."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, JsonResponse

from posts.editor.base import EditorView
from posts.indexing.query import MAX_QUERY_LENGTH
from posts.models import Synonym, Tag
from posts.models.tag_parsing import get_tag_key, join_tags, parse_tags
from posts.rendering.characters import normalize_text
from posts.search.names import find_named

MAX_TAG_NAMES = 5_000
MAX_SUGGESTIONS = 8


class TagNamesView(EditorView):
    """Answer what is known of tags, the most used first.

    With `q`: {"tags"} that begin, contain or sound like it, by a synonym too. With `named`, several tags
    as they are typed: {"tags"} of each. Without: {"names"}, quoted if they hold a comma.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        if "q" in request.GET:
            return JsonResponse({"tags": suggest_tags(request.GET["q"][:MAX_QUERY_LENGTH])})
        if "named" in request.GET:
            names = parse_tags(normalize_text(request.GET["named"]))
            return JsonResponse({"tags": describe_tags(names)})
        names = list_tags().values_list("name", flat=True)[:MAX_TAG_NAMES]
        return JsonResponse({"names": [join_tags([name]) for name in names]})


def list_tags() -> Any:
    """Return all tags with `uses`, the number of their posts, the most used first."""
    return Tag.objects.annotate(uses=Count("tagged")).order_by("-uses", "name")


def suggest_tags(typed: str) -> list[dict[str, Any]]:
    """Return {"name", "count", "synonym"} of the tags whose name or synonym matches `typed`."""
    tags = {tag.pk: tag for tag in list_tags().only("name")[:MAX_TAG_NAMES]}
    synonyms = Synonym.objects.order_by("name").values_list("tag", "name")
    candidates = [(tag.name, "", tag) for tag in tags.values()]
    candidates += [(name, name, tags[key]) for key, name in synonyms if key in tags]
    found = find_named(typed, candidates, 2 * MAX_SUGGESTIONS, lambda candidate: candidate[0])
    # A tag that is found by its name and by synonyms stands once.
    unique = {tag.pk: (synonym, tag) for _name, synonym, tag in reversed(found)}
    rows = [unique.pop(tag.pk) for _name, _synonym, tag in found if tag.pk in unique]
    return [
        {"name": tag.name, "count": tag.uses, "synonym": synonym} for synonym, tag in rows[:MAX_SUGGESTIONS]
    ]


def describe_tags(names: list[str]) -> list[dict[str, Any]]:
    """Return {"typed", "name", "count"} of each of `names`; one that no tag has yet counts 0."""
    names = names[: MAX_SUGGESTIONS * 8]
    keys = {get_tag_key(name) for name in names}
    meant = dict(Synonym.objects.filter(key__in=keys).values_list("key", "tag__name"))
    tags = {get_tag_key(tag.name): tag for tag in list_tags().only("name")[:MAX_TAG_NAMES]}
    described = []
    for typed in names:
        key = get_tag_key(typed)
        name = tags[key].name if key in tags else meant.get(key, typed)
        tag = tags.get(get_tag_key(name))
        described.append({"typed": typed, "name": name, "count": tag.uses if tag else 0})
    return described
