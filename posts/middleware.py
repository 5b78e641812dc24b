"""Old addresses lead to where their post is now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from posts.models import Redirect


class RedirectMiddleware:
    """Turn a 404 for an address that a live post once had into a permanent redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        path = Redirect.normalise(request.path_info)
        redirect = Redirect.objects.select_related("post").filter(path=path).first()
        if redirect is None or not redirect.post.is_live:
            return response
        return HttpResponsePermanentRedirect(redirect.post.get_absolute_url())
