"""Media files, whole or in part (RFC 9110, section 14)."""

import re
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import View

from posts.media.file_part import FilePart
from posts.media.headers import get_file_headers
from posts.views.service import RETRY_SECONDS, build_plain_response

# For several ranges at once, which no browser requests, the whole file is sent.
RANGE_HEADER = re.compile(r"bytes=(?:(?P<begin>\d{1,18})-(?P<end>\d{0,18})|-(?P<last>\d{1,18}))")


class MediaView(View):
    """A media file, from whatever storage has it. The content of a name never changes."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        try:
            file = default_storage.open(name)
        except ConnectionError:
            away = build_plain_response("media unreachable", 503)
            away["Retry-After"] = str(RETRY_SECONDS)
            return away
        except (OSError, SuspiciousOperation, ValueError) as error:
            raise Http404(name) from error
        response = build_file_response(file, request)
        if response.status_code == 416:
            return response
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        for header, value in get_file_headers(name).items():
            response[header] = value
        return response


def build_file_response(file: Any, request: HttpRequest) -> HttpResponseBase:
    """Return `file`, or the requested range of it, without which Safari plays no video."""
    byte_range = parse_range_header(request.headers.get("Range", ""), file.size)
    # If-Range cannot be met, as media files have no validator: the whole file is sent.
    if byte_range is None or "If-Range" in request.headers:
        return FileResponse(file, headers={"Accept-Ranges": "bytes"})
    if not byte_range:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    response = FileResponse(FilePart(file, byte_range), status=206)
    response["Content-Length"] = len(byte_range)
    response["Content-Range"] = f"bytes {byte_range.start}-{byte_range.stop - 1}/{file.size}"
    return response


def parse_range_header(header: str, size: int) -> range | None:
    """Return the range of `size` bytes that a Range header requests, maybe empty; None for the whole."""
    match = RANGE_HEADER.fullmatch(header.strip())
    if not match:
        return None
    if match["last"]:
        return range(max(0, size - int(match["last"])), size)
    begin = int(match["begin"])
    end = int(match["end"] or max(begin, size))
    # A range that ends before it begins is invalid, and ignored.
    return range(begin, min(end + 1, size)) if begin <= end else None
