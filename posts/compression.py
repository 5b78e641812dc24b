"""Compression of answers on their way out."""

import re

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED_TYPES = re.compile(r"(audio|video|image)/(?!svg)")


class GZipTextMiddleware(GZipMiddleware):
    """Leaves alone what is compressed already, and parts of files, whose bytes are counted uncompressed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 206 or COMPRESSED_TYPES.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
