"""Static files, which whitenoise finds and describes, sent by the server from the disk."""

import io
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from posts.media.file_part import parse_range_header
from posts.page_cache.compression import choose_encoding
from posts.page_cache.file_responses import FileRange, WSGIResponse
from posts.page_cache.keys import MAX_HEADER
from posts.page_cache.pages import Headers

# What whitenoise asks of a request, and the names of these headers.
REQUEST_HEADERS = {
    "HTTP_ACCEPT_ENCODING": "accept-encoding",
    "HTTP_IF_MODIFIED_SINCE": "if-modified-since",
    "HTTP_IF_NONE_MATCH": "if-none-match",
}

STORED_ENCODINGS = ("br", "gzip")


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
        # Whitenoise takes any name of an encoding for one that is wanted, whatever its weight.
        accepted = variables["HTTP_ACCEPT_ENCODING"][:MAX_HEADER]
        variables["HTTP_ACCEPT_ENCODING"] = choose_encoding(accepted, STORED_ENCODINGS)
        known = {variable: value for variable, value in variables.items() if value}
        # For HEAD, nothing is opened; the headers are those of GET.
        found = file.get_response("HEAD", known)
        added_headers = self.added_headers["https" if is_secure else "http"]
        response = WSGIResponse(int(found.status), [*found.headers, *added_headers], None)
        if method == "HEAD" or response.status != 200:
            return response
        wanted = "" if "if-range" in headers else headers.get("range", "")
        return add_file(response, file.get_path_and_headers(known)[0], wanted)


def add_file(response: WSGIResponse, path: str, wanted: str) -> WSGIResponse:
    """Return `response` with the file at `path`, or the range of it that is `wanted` by a Range header."""
    size = int(dict(response.headers)["Content-Length"])
    byte_range = parse_range_header(wanted, size)
    if byte_range is None:
        return response._replace(body=FileRange(path, 0, size))
    headers = [(name, value) for name, value in response.headers if name != "Content-Length"]
    if not byte_range:
        return WSGIResponse(416, [*headers, ("Content-Range", f"bytes */{size}")], b"")
    headers.append(("Content-Range", f"bytes {byte_range.start}-{byte_range.stop - 1}/{size}"))
    headers.append(("Content-Length", str(len(byte_range))))
    return WSGIResponse(206, headers, FileRange(path, byte_range.start, byte_range.stop))


def get_security_headers(scheme: str) -> Headers:
    """Return the headers that Django's SecurityMiddleware adds to a response."""
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": scheme, "wsgi.input": io.BytesIO()})
    response = HttpResponse()
    # Its answer to plain http, a redirect, is Django's matter.
    SecurityMiddleware(lambda request: response).process_response(request, response)
    return [(name, value) for name, value in response.items() if name != "Content-Type"]
