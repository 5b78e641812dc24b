"""From a request to an operation, and from its result to a response."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from posts.api.authentication import find_token, require_scope
from posts.api.calls import ApiCall, ApiResult
from posts.api.errors import PROBLEM_TYPE, ApiError, build_problem
from posts.api.openapi import build_openapi_document
from posts.api.operations import Operation
from posts.api.parameters import NoParameters, parse_body, parse_call_query
from posts.models import ApiToken
from posts.models.machine_slots import NoFreeSlot
from posts.models.urls import absolute_url
from posts.page_cache.decorators import get_cache_control, hand_to_store

JSON_TYPE, FORM_TYPE = "application/json", "multipart/form-data"
PRIVATE_CACHING = "private, no-store"
# What everybody may read, scripts of other sites may read; tokens are not for browsers.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def build_view(operations: dict[str, Operation]) -> Callable[..., HttpResponseBase]:
    """Return the view of one path, whose `operations` are named by their methods."""
    allowed = [*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"]
    allow = {"Allow": ", ".join(allowed)}

    @csrf_exempt
    def answer(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        method = "GET" if request.method == "HEAD" else str(request.method)
        # What is told is for programs: in one language, whatever the site's is.
        with translation.override("en"):
            if method == "OPTIONS":
                return answer_options(allow, is_public="GET" in operations)
            operation = operations.get(method)
            try:
                if operation is None:
                    raise ApiError(405, f"This address takes {allow['Allow']}.", headers=allow)
                return run_operation(request, operation, arguments)
            except NoFreeSlot as busy:
                headers = {"Retry-After": str(busy.retry_after)}
                return add_cors_headers(build_problem(ApiError(503, "The server is busy.", headers=headers)))
            except RequestDataTooBig:
                return build_problem(ApiError(413, "The body is too large."))
            except ApiError as error:
                return add_cors_headers(build_problem(error))

    return answer


def answer_options(headers: dict[str, str], *, is_public: bool) -> HttpResponse:
    response = HttpResponse(status=204, headers=headers)
    if is_public:
        for name, value in PREFLIGHT_HEADERS.items():
            response[name] = value
    return add_cors_headers(response) if is_public else response


def add_cors_headers(response: HttpResponse) -> HttpResponse:
    for name, value in CORS_HEADERS.items():
        response[name] = value
    return response


def run_operation(request: HttpRequest, operation: Operation, arguments: dict[str, str]) -> HttpResponse:
    """Check the request, run `operation`, and return its response. Raises ApiError."""
    check_accept(request)
    token = find_token(request)
    if operation.scope:
        require_scope(token, operation.scope)
    query = parse_call_query(request.GET, operation.query)
    body = read_call_body(request, operation)
    result = operation.run(ApiCall(request, token, arguments, query, body))
    return build_response(request, token, result)


def check_accept(request: HttpRequest) -> None:
    """Raise ApiError, 406, for who takes no JSON (RFC 9110, section 15.5.7)."""
    if not (request.accepts(JSON_TYPE) or request.accepts(PROBLEM_TYPE)):
        raise ApiError(406, f"There is {JSON_TYPE} only.")


def read_call_body(request: HttpRequest, operation: Operation) -> Any:
    """Return the object that was sent, None where none is taken. Raises ApiError."""
    if operation.takes_picture:
        require_type(request, FORM_TYPE)
        try:
            request.FILES  # noqa: B018  (it is read here)
        except MultiPartParserError as error:
            raise ApiError(400, f"The form cannot be read: {error}.") from error
    if operation.body is None:
        return None
    require_type(request, JSON_TYPE)
    return parse_body(request.body, operation.body)


def require_type(request: HttpRequest, media_type: str) -> None:
    """Raise ApiError, 415, for a body that is not of `media_type`."""
    if (request.content_type or "").lower() != media_type:
        raise ApiError(415, f"Send {media_type}.", headers={"Accept": media_type})


def build_response(request: HttpRequest, token: ApiToken | None, result: ApiResult) -> HttpResponse:
    """Return `result` as JSON, with what caches need. What a token sees is stored nowhere."""
    response = HttpResponse(
        msgspec.json.encode(result.value),
        status=result.status,
        content_type=JSON_TYPE,
        headers=result.headers,
    )
    response["Vary"] = "Authorization"
    if token:
        response["Cache-Control"] = PRIVATE_CACHING
        response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    else:
        add_cors_headers(response)
        response["Cache-Control"] = get_cache_control()
    if result.modified_at:
        response["Last-Modified"] = http_date(result.modified_at.timestamp())
    # A renamed tag changes the answer and not the date: only the ETag decides.
    request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    if not token and request.method in {"GET", "HEAD"} and not request.GET:
        hand_to_store(request, ())
    return response


@csrf_exempt
def get_openapi(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document."""
    if request.method not in {"GET", "HEAD"}:
        return build_problem(ApiError(405, "This address takes GET.", headers={"Allow": "GET, HEAD"}))
    try:
        check_accept(request)
        parse_call_query(request.GET, NoParameters)
    except ApiError as error:
        return build_problem(error)
    document = build_openapi_document(absolute_url("/api/v1", request))
    response = HttpResponse(msgspec.json.encode(document), content_type=JSON_TYPE)
    response["Cache-Control"] = get_cache_control()
    hand_to_store(request, ())
    return add_cors_headers(response)


@csrf_exempt
def answer_unknown(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer 404 for what is no address of the API."""
    return add_cors_headers(build_problem(ApiError(404, "There is no such address in the API.")))
