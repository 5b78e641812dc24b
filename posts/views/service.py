"""Pages for machines: robots.txt and the health checks; and the page for what failed."""

import sys
from collections.abc import Callable

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views import defaults
from django.views.generic import View

from posts.database.errors import is_disk_full
from posts.models import get_site
from posts.models.urls import absolute_url
from posts.page_cache.health import ping_database
from posts.views.readiness import find_missing_parts

LONGEST_CHOICE = 10  # characters of a date, a number or a language
RETRY_SECONDS = 10  # after which a client may ask again for what is away


class RobotsView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        sitemap = absolute_url(reverse("posts:sitemap"), request)
        lines = [
            "User-agent: *",
            "Disallow: /admin/",
            *split_robots_lines(get_site().robots),
            "",
            f"Sitemap: {sitemap}",
            "",
        ]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def split_robots_lines(text: str) -> list[str]:
    """Return the owner's lines of robots.txt (RFC 9309): below the site's own, which stay."""
    return [line.rstrip() for line in text.splitlines()]


def build_plain_response(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        f"{text}\n", content_type="text/plain", status=status, headers={"Cache-Control": "no-store"}
    )


class LiveView(View):
    """200 while the process lives."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return build_plain_response("ok")


class HealthView(View):
    """200 while the database answers, 503 when it does not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            ping_database()
        except Error:
            return build_plain_response("database unreachable", 503)
        return build_plain_response("ok")


class ReadyView(View):
    """200 while nothing is missing; else 503 with a line for each missing part."""

    def get(self, request: HttpRequest) -> HttpResponse:
        missing = find_missing_parts()
        if not missing:
            return build_plain_response("ok")
        return build_plain_response("\n".join(f"{name}: {reason}" for name, reason in missing.items()), 503)


HEALTH_VIEWS = {"/livez": LiveView, "/healthz": HealthView, "/readyz": ReadyView}


class HealthMiddleware:
    """Answers questions after health whatever host is named, and without a redirect to https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.views = {path: view.as_view() for path, view in HEALTH_VIEWS.items()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = self.views.get(request.path_info, self.get_response)
        return view(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 where the database, or the disk, is what failed, else 500.

    A form that was sent comes back in hidden fields, to be sent again; passwords do not.
    """
    error = sys.exc_info()[1]
    has_full_disk = error is not None and is_disk_full(error)
    if not (has_full_disk or isinstance(error, (OperationalError, InterfaceError))):
        return defaults.server_error(request)
    is_form = request.method == "POST"
    fields = list_sent_fields(request) if is_form else []
    context = {
        "has_full_disk": has_full_disk,
        "fields": fields,
        "typed": [value for name, value in fields if is_typed(name, value)],
        "is_form": is_form,
        "has_files": is_form and bool(request.FILES),
    }
    response = render_without_request("503.html", context)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def render_without_request(template: str, context: dict[str, object]) -> HttpResponse:
    """Render past the context processors, which may ask the database."""
    return render(None, template, context, status=503)


def list_sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and values that a form sent, but for passwords.

    The token is among them: what another site sent is refused when it is sent again.
    """
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if "password" not in name.lower()
    ]


def is_typed(name: str, value: str) -> bool:
    """Whether the value of a field is one that somebody wrote, not a choice, a number or a hidden input."""
    is_word = len(value) > LONGEST_CHOICE or not value.isascii()
    return is_word and not name.startswith(("_", "csrf", "initial-")) and name != REDIRECT_FIELD_NAME
