"""Marks views whose pages may be stored, and sets the Cache-Control that other caches get."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ViewFunction = Callable[..., HttpResponseBase]

# Keys of the request's environment: the store asks for the page, and with which parameters; the page
# may be stored.
STORE_ASKS, FOR_STORE = "transmission.asked", "transmission.given"
ALWAYS_REVALIDATE = "public, max-age=0, must-revalidate"
# Request headers that the store handles itself, with the whole page.
STORE_HEADERS = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def store_page(view: ViewFunction, *parameters: str) -> ViewFunction:
    """Mark a view whose pages are the same for everybody who is not signed in, and may be stored.

    They depend on no parameter of the query but `parameters`, some of KEPT_PARAMETERS.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        drop_unknown_parameters(request, parameters)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = get_cache_control()
            hand_to_store(request, parameters)
        return response

    return answer


def drop_unknown_parameters(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Remove from the query what the page must not depend on: all but `parameters`."""
    known = request.GET.copy()
    for name in set(known).difference(parameters):
        del known[name]
    request.GET = known  # type: ignore[assignment]
    request.META["QUERY_STRING"] = known.urlencode()


def hand_to_store(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Mark the page as one to store, if the store asked, and have it made whole.

    Not if it was asked for with a parameter that it does not depend on: the store would hold
    the same page under as many keys as there are numbers.
    """
    asked = request.META.get(STORE_ASKS)
    if asked is not None and set(asked) <= set(parameters):
        request.META[FOR_STORE] = True
        for name in STORE_HEADERS:
            request.META.pop(name, None)


def get_cache_control() -> str:
    """Return the Cache-Control of stored pages: revalidate each time, or after SHARED_CACHE_SECONDS."""
    seconds = settings.SHARED_CACHE_SECONDS
    if not seconds:
        return ALWAYS_REVALIDATE
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"
