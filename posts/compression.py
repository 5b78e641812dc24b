"""Compression of responses."""

import re

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED_TYPES = re.compile(r"(audio|video|image)/(?!svg)")


class GZipTextMiddleware(GZipMiddleware):
    """Django's middleware, except for media that are compressed already and for partial responses.

    Content-Range counts the bytes of the file as it is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 206 or COMPRESSED_TYPES.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
