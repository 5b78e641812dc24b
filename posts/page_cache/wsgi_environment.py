"""The environment of a WSGI request (PEP 3333), made of what the server says of it (RSGI)."""

import io
import sys
from typing import Any

from posts.page_cache.file_responses import FileWrapper
from posts.page_cache.keys import encode_path
from posts.page_cache.request_body import RequestBody, RequestError
from posts.page_cache.store import WSGIEnvironment

# Headers that have one value: two of them would be read in two ways, by us and by who stands in front.
SINGLE_HEADERS = frozenset({"authorization", "content-type", "host", "origin", "referer"})
# The server has read them, or they mean something else in an environment (Proxy: httpoxy).
DROPPED_HEADERS = frozenset({"content-length", "transfer-encoding", "proxy"})


def build_environment(scope: Any, headers: Any, body: RequestBody | None) -> WSGIEnvironment:
    """Return the environment of the request `scope` with `headers` and `body`. Raises RequestError."""
    address, _, port = scope.client.rpartition(":")
    server_name, _, server_port = scope.server.rpartition(":")
    environment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": encode_path(scope.path),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": "HTTP/1.0" if scope.http_version == "1" else f"HTTP/{scope.http_version}",
        "SERVER_NAME": server_name,
        "SERVER_PORT": server_port,
        "REMOTE_ADDR": address.strip("[]"),
        "REMOTE_PORT": port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.file if body else io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    if body:
        environment["CONTENT_LENGTH"] = str(body.length)
    environment.update(build_header_variables(headers))
    return environment


def build_header_variables(headers: Any) -> dict[str, str]:
    """Return the variables for the headers of a request. Raises RequestError.

    A name with an underscore is left out: it would become the variable of the one with a hyphen,
    and whoever stands in front has only written over that.
    """
    variables = {}
    for name in headers.keys():  # noqa: SIM118  (the server's mapping)
        if "_" in name or name in DROPPED_HEADERS:
            continue
        values = headers.get_all(name)
        if len(values) > 1 and name in SINGLE_HEADERS:
            raise RequestError(400, f"There are {len(values)} headers {name.title()}.")
        variable = name.upper().replace("-", "_")
        separator = "; " if name == "cookie" else ","
        variables[variable if name == "content-type" else f"HTTP_{variable}"] = separator.join(values)
    return variables
