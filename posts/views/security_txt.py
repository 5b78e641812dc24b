"""`/.well-known/security.txt`: whom to write to about a fault in security (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import View

from posts.models.urls import absolute_url

SECURITY_TXT_LIFETIME = timedelta(days=180)  # RFC 9116, 2.5.5 recommends less than a year


class SecurityTextView(View):
    """404 unless `SECURITY_CONTACT` is set."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.SECURITY_CONTACT:
            raise Http404
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        lines = [
            f"Contact: {settings.SECURITY_CONTACT}",
            f"Expires: {(today + SECURITY_TXT_LIFETIME).strftime('%Y-%m-%dT%H:%M:%SZ')}",
            f"Preferred-Languages: {get_language()}",
            f"Canonical: {absolute_url(reverse('posts:security_txt'), request)}",
            "",
        ]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
