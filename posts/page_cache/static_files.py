"""Static files, which whitenoise finds and describes, sent by the server from the disk."""

import io
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from posts.page_cache.file_responses import FileRange, WSGIResponse
from posts.page_cache.pages import Headers

# What whitenoise asks of a request, and the names of these headers.
REQUEST_HEADERS = {
    "HTTP_ACCEPT_ENCODING": "accept-encoding",
    "HTTP_IF_MODIFIED_SINCE": "if-modified-since",
    "HTTP_IF_NONE_MATCH": "if-none-match",
    "HTTP_RANGE": "range",
}


class StaticFiles:
    """Answers requests for static files as whitenoise's middleware would, without opening one.

    Empty where whitenoise looks for files at each request (DEBUG): then Django answers.
    """

    def __init__(self) -> None:
        whitenoise = WhiteNoiseMiddleware(lambda request: None)
        self.files = {path: file for path, file in whitenoise.files.items() if isinstance(file, StaticFile)}
        self.added_headers = {scheme: get_security_headers(scheme) for scheme in ("http", "https")}

    def get_response(self, method: str, path: str, headers: Any, *, is_secure: bool) -> WSGIResponse | None:
        """Return the response to a GET or HEAD request; None where there is no such file."""
        file = self.files.get(path)
        if file is None:
            return None
        variables = {variable: headers.get(name, "") for variable, name in REQUEST_HEADERS.items()}
        known = {variable: value for variable, value in variables.items() if value}
        if "if-range" in headers:
            known.pop("HTTP_RANGE", None)
        # For HEAD, nothing is opened; the headers are those of GET.
        found = file.get_response("HEAD", known)
        status, own_headers = int(found.status), list(found.headers)
        body = None
        if method == "GET" and status in {200, 206}:
            body = find_range(file.get_path_and_headers(known)[0], dict(own_headers))
        added_headers = self.added_headers["https" if is_secure else "http"]
        return WSGIResponse(status, [*own_headers, *added_headers], body)


def find_range(path: str, headers: dict[str, str]) -> FileRange:
    """Return the bytes of the file at `path` that a response with `headers` has."""
    length = int(headers["Content-Length"])
    # As in "bytes 200-999/67589" (RFC 9110, section 14.4).
    content_range = headers.get("Content-Range", "bytes 0-")
    start = int(content_range.removeprefix("bytes ").partition("-")[0])
    return FileRange(path, start, start + length)


def get_security_headers(scheme: str) -> Headers:
    """Return the headers that Django's SecurityMiddleware adds to a response."""
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": scheme, "wsgi.input": io.BytesIO()})
    response = HttpResponse()
    # Its answer to plain http, a redirect, is Django's matter.
    SecurityMiddleware(lambda request: response).process_response(request, response)
    return [(name, value) for name, value in response.items() if name != "Content-Type"]
