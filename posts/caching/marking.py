"""Which pages are kept, and what caches on the way are told of them."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[..., HttpResponseBase]

# All that a kept page may depend on: `?page=` of lists, `?p=` of sitemaps.
QUERY_NAMES = ("p", "page")
# In a request's environment: that the store asks, and whether the answer is for it.
ASKED, GIVEN = "transmission.asked", "transmission.given"
ASK_EACH_TIME = "public, max-age=0, must-revalidate"
# What the store itself sees to, with the page as a whole.
OF_THE_STORE = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def stored(view: Answer) -> Answer:
    """Mark a view whose pages are the same for all who are not signed in; they may be kept."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        leave_out_unknown(request)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = policy()
            give(request)
        return response

    return answer


def leave_out_unknown(request: HttpRequest) -> None:
    """Take all that a page must not depend on out of the query."""
    known = request.GET.copy()
    for name in set(known).difference(QUERY_NAMES):
        del known[name]
    request.GET = known  # type: ignore[assignment]
    request.META["QUERY_STRING"] = known.urlencode()


def give(request: HttpRequest) -> None:
    """Hand the page to the store, if that asks, as a whole."""
    if ASKED in request.META:
        request.META[GIVEN] = True
        for name in OF_THE_STORE:
            request.META.pop(name, None)


def policy() -> str:
    """Return what browsers and other caches may do: ask each time, or not for as long as the settings say."""
    seconds = settings.SHARED_CACHE_SECONDS
    if not seconds:
        return ASK_EACH_TIME
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"
