"""Media files, whole or in part (RFC 9110, section 14)."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import View

from posts.media.file_part import FilePart, parse_range_header
from posts.media.headers import get_file_headers
from posts.views.service import RETRY_SECONDS, build_plain_response


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
