"""Saving in place: the form is sent by a script, which goes on with the same page, cursor and undo history.

Django's own view answers it. What it redirects to is told as JSON; whatever else it answers is nothing
that the script could show, so it sends the plain form instead.
"""

from collections.abc import Callable
from copy import copy as shallow_copy
from html import unescape
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import strip_tags
from django.utils.safestring import SafeData

from posts.admin.extension import AdminExtension

# Long, and never put back into the window, where it may have been typed on.
OMITTED_FIELDS = frozenset({"source"})


class OmittedWidget(forms.Widget):
    """Stands in for the input of a field that is not shown."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        return ""


class SaveInPlaceExtension(AdminExtension):
    """Answers a form that was sent with `X-Requested-With: fetch`.

    200 with JSON after a save. {"url"}: go there. Where that is the form of the post that was saved, also
    `post`, `version`, `slug`, `state`, `at` (the time), `messages` ([{"level", "text"}]) and `html`, the
    page of the form without its text. 422 without content for anything else: nothing was saved.
    """

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        response = show_form()
        if not is_in_place(request):
            return response
        if not isinstance(response, HttpResponseRedirect):
            return HttpResponse(status=422)
        return JsonResponse(self.describe_target(request, response.url))

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Stay on the form without Django's message, which tells that one may go on editing."""
        if not is_in_place(request) or "_continue" not in request.POST:
            return None
        return HttpResponseRedirect(self.build_change_url(request, obj))

    def describe_target(self, request: HttpRequest, url: str) -> dict[str, Any]:
        """Return what the script needs of the page that `url` leads to."""
        page = self.get_form_page(build_get_request(request, url))
        if page is None:
            return {"url": url}
        context: dict[str, Any] = page.context_data or {}
        post, form = context["original"], context["adminform"].form
        texts = [format_message(message) for message in messages.get_messages(request)]
        for name in form.fields.keys() & OMITTED_FIELDS:
            form.fields[name].widget = OmittedWidget()
        return {
            "url": url,
            "post": post.pk,
            "version": post.version,
            "slug": post.slug,
            "state": post.state.value,
            "at": f"{timezone.localtime():%H:%M:%S}",
            "messages": texts,
            "html": page.render().content.decode(),
        }

    def get_form_page(self, request: HttpRequest | None) -> TemplateResponse | None:
        """Return the page of a form that `request` asks for; None where it is another page, or read only."""
        if request is None or request.resolver_match is None:
            return None
        try:
            page = self.model_admin.change_view(request, request.resolver_match.kwargs["object_id"])
        except PermissionDenied:
            return None
        context = getattr(page, "context_data", None) or {}
        is_form = context.get("has_change_permission") and context.get("original")
        return cast(TemplateResponse, page) if is_form else None


def is_in_place(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and request.headers.get("X-Requested-With") == "fetch"
        and IS_POPUP_VAR not in request.POST
    )


def build_get_request(request: HttpRequest, url: str) -> HttpRequest | None:
    """Return the request for the form of a post at `url` by the user of `request`; None for other pages."""
    parts = urlsplit(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    # A merge has a text that the window does not hold.
    if match.view_name != "admin:posts_post_change" or "merge" in QueryDict(parts.query):
        return None
    page_request = shallow_copy(request)
    attributes = {
        "method": "GET",
        "path": parts.path,
        "path_info": parts.path,
        "GET": QueryDict(parts.query),
        "POST": QueryDict(),
        "_files": MultiValueDict(),
        "resolver_match": match,
        "META": {**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": parts.query},
    }
    for name, value in attributes.items():
        setattr(page_request, name, value)
    return page_request


def format_message(message: Any) -> dict[str, str]:
    """Return the level and the text of a message; Django's own hold HTML, and ours a form that undoes it."""
    text = str(message)
    if not isinstance(message.message, SafeData):
        return {"level": message.level_tag, "text": text}
    answer = {"level": message.level_tag, "text": unescape(strip_tags(text))}
    return answer | ({"html": text} if "<form" in text else {})
