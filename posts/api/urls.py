"""The addresses of the API, below `/api/v1/`."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from posts.api.dispatch import answer_unknown, build_view, get_openapi
from posts.api.operations import OPERATIONS

app_name = "api"


@csrf_exempt
def add_slash(request: HttpRequest, **arguments: str) -> HttpResponse:
    """Lead to the address with a slash at its end, method and body as they are (RFC 9110, section 15.4.9)."""
    query = request.META.get("QUERY_STRING", "")
    target = f"{request.path}/" + (f"?{query}" if query else "")
    response = HttpResponseRedirect(target, status=308)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def build_patterns() -> list[URLPattern]:
    """Return a pattern for each path of the table, named by its first operation, and one without slash."""
    patterns = []
    for route, group in groupby(OPERATIONS, key=lambda operation: operation.path):
        operations = {operation.method: operation for operation in group}
        name = next(iter(operations.values())).name
        patterns.append(path(route, build_view(operations), name=name))
        if route:
            patterns.append(path(route.removesuffix("/"), add_slash))
    return patterns


urlpatterns = [
    path("openapi.json", get_openapi, name="get_openapi"),
    *build_patterns(),
    path("<path:path>", answer_unknown),
]
