"""The first steps of a new site are hidden for whoever dismisses them."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from posts.templatetags.first_steps import DISMISSED_COOKIE

FIRST_STEPS_COOKIE_AGE = timedelta(days=365)


@require_POST
def dismiss_first_steps(request: HttpRequest) -> HttpResponse:
    """Hide the first steps in this browser, and return to the dashboard."""
    index = reverse("admin:index")
    response = HttpResponseRedirect(index)
    response.set_cookie(
        DISMISSED_COOKIE,
        "1",
        max_age=FIRST_STEPS_COOKIE_AGE,
        path=index,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
