"""Which pages are kept, and what caches on the way are told of them."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ViewFunction = Callable[..., HttpResponseBase]

# All that a kept page may depend on: `?page=` of lists, `?p=` of sitemaps.
KEPT_PARAMETERS = ("p", "page")
# In a request's environment: that the store asks, and whether the answer is for it.
STORE_ASKS, FOR_STORE = "transmission.asked", "transmission.given"
ALWAYS_REVALIDATE = "public, max-age=0, must-revalidate"
# What the store itself sees to, with the page as a whole.
STORE_HEADERS = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def store_page(view: ViewFunction) -> ViewFunction:
    """Mark a view whose pages are the same for all who are not signed in; they may be kept."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        drop_unknown_parameters(request)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = get_cache_control()
            hand_to_store(request)
        return response

    return answer


def drop_unknown_parameters(request: HttpRequest) -> None:
    """Take all that a page must not depend on out of the query."""
    known = request.GET.copy()
    for name in set(known).difference(KEPT_PARAMETERS):
        del known[name]
    request.GET = known  # type: ignore[assignment]
    request.META["QUERY_STRING"] = known.urlencode()


def hand_to_store(request: HttpRequest) -> None:
    """Hand the page to the store, if that asks, as a whole."""
    if STORE_ASKS in request.META:
        request.META[FOR_STORE] = True
        for name in STORE_HEADERS:
            request.META.pop(name, None)


def get_cache_control() -> str:
    """Return what browsers and other caches may do: ask each time, or not for as long as the settings say."""
    seconds = settings.SHARED_CACHE_SECONDS
    if not seconds:
        return ALWAYS_REVALIDATE
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"
