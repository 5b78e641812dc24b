"""What machines ask for: files, robots.txt, whether the site is well."""

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.generic import View

from posts import images
from posts.addresses import absolute


class MediaView(View):
    """An uploaded file, from whatever storage holds it. Its name never comes to hold another content."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        try:
            file = default_storage.open(name)
        except (OSError, SuspiciousOperation, ValueError) as error:
            raise Http404(name) from error
        response = FileResponse(file)
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        for header, value in images.response_headers(name).items():
            response[header] = value
        return response


class RobotsView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        address = absolute(reverse("posts:sitemap"), request)
        lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "", f"Sitemap: {address}", ""]
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
