"""Uploaded files, whole or in part."""

import re
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import View

from posts.media.headers import get_file_headers

# Of several parts at once, which no browser asks for, the whole is sent.
RANGE_HEADER = re.compile(r"bytes=(?:(?P<begin>\d{1,18})-(?P<end>\d{0,18})|-(?P<last>\d{1,18}))")


class MediaView(View):
    """An uploaded file, from whatever storage holds it. Its name never comes to hold another content."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        try:
            file = default_storage.open(name)
        except ConnectionError:
            return HttpResponse("media unreachable\n", content_type="text/plain", status=503)
        except (OSError, SuspiciousOperation, ValueError) as error:
            raise Http404(name) from error
        response = build_file_response(file, request)
        if response.status_code == 416:
            return response
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        for header, value in get_file_headers(name).items():
            response[header] = value
        return response


class FilePart:
    """The bytes in `wanted` of `file`, to be read once."""

    def __init__(self, file: IO[bytes], wanted: range) -> None:
        file.seek(wanted.start)
        self.file, self.remaining = file, len(wanted)
        self.close = file.close

    def read(self, size: int) -> bytes:
        data = self.file.read(min(size, self.remaining))
        self.remaining -= len(data)
        return data


def build_file_response(file: Any, request: HttpRequest) -> HttpResponseBase:
    """Answer with `file`, or with the part of it that is asked for: Safari plays no film without."""
    wanted = parse_range_header(request.headers.get("Range", ""), file.size)
    # Under a condition that nobody can meet, for files have no validator, the whole is due.
    if wanted is None or "If-Range" in request.headers:
        return FileResponse(file, headers={"Accept-Ranges": "bytes"})
    if not wanted:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    response = FileResponse(FilePart(file, wanted), status=206)
    response["Content-Length"] = len(wanted)
    response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    return response


def parse_range_header(header: str, size: int) -> range | None:
    """Return which of `size` bytes a Range header asks for, maybe none; None where it asks for no part."""
    found = RANGE_HEADER.fullmatch(header.strip())
    if not found:
        return None
    if found["last"]:
        return range(max(0, size - int(found["last"])), size)
    begin = int(found["begin"])
    end = int(found["end"] or max(begin, size))
    # A part that ends before it begins is no range at all.
    return range(begin, min(end + 1, size)) if begin <= end else None
