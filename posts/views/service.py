"""Pages for machines: robots.txt and the health check."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from posts.models.urls import absolute_url


class RobotsView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        sitemap = absolute_url(reverse("posts:sitemap"), request)
        lines = [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /search/",
            "",
            f"Sitemap: {sitemap}",
            "",
        ]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class HealthView(View):
    """200 while the database answers, 503 when it does not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("database unreachable\n", content_type="text/plain", status=503)
        return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
