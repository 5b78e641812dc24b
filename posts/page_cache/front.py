"""The front of the site: an application for granian's RSGI interface.

What needs no thread is answered in the server's event loop: stored pages, static files, health.
So none of them waits for a page that is being made, or for a reader who sends or reads slowly.
For everything else the body is received whole, then one of a few threads calls the WSGI
application; a limit of each, and 503 beyond it.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage

from posts.database.errors import is_disk_full
from posts.page_cache.file_responses import FileRange, WSGIResponse
from posts.page_cache.health import HealthProbe, HealthReport
from posts.page_cache.keys import API_PATH, NEGOTIATED_PATH, PageKey
from posts.page_cache.reader_methods import ALLOW, is_refused_method
from posts.page_cache.refusals import build_refusal
from posts.page_cache.request_body import BodyReceiver, RequestError
from posts.page_cache.static_files import StaticFiles
from posts.page_cache.store import SAFE_METHODS, PageStore, WSGIApplication
from posts.page_cache.thread_queue import ThreadQueue
from posts.page_cache.wsgi_environment import build_environment

logger = logging.getLogger(__name__)

THREADS, MAX_WAITING, MAX_SPOOLING = 4, 32, 2
# For media of a store on another machine, which may hang.
REMOTE_THREADS, MAX_REMOTE_WAITING = 2, 32
MAX_WAITING_FOR_READINESS = 8
READINESS_PATH = "/readyz"
MAX_TURNS = 2  # of waiting for a page: a full store takes it when it is made for the second time
OPENING_SECONDS = 60  # until the server has surely opened a file that it was told to send


class Front:
    """Answers requests by RSGI, for a WSGI application behind the page store."""

    def __init__(self, application: WSGIApplication) -> None:
        self.store = PageStore(application)
        self.keys = self.store.keys
        self.scheme_header = self.keys.scheme_header
        self.bodies = BodyReceiver()
        self.has_remote_media = is_remote(default_storage)
        self.redirects_to_https = settings.SECURE_SSL_REDIRECT
        # Pages that are being made, with their query strings.
        self.in_progress: dict[tuple[PageKey, str], asyncio.Event] = {}
        # Files without a name that the server may not have opened yet.
        self.opening: set[IO[bytes]] = set()

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin what lives in this process only: the server calls it before the first request."""
        self.pages = ThreadQueue("page", THREADS, MAX_WAITING, MAX_SPOOLING)
        self.media = ThreadQueue("media", REMOTE_THREADS, MAX_REMOTE_WAITING, REMOTE_THREADS)
        self.readiness = ThreadQueue("readiness", 1, MAX_WAITING_FOR_READINESS, 1)
        self.static_files = StaticFiles()
        self.health = HealthProbe()
        self.health.start()

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """End it: the server calls this after the last request."""
        self.health.stop()
        for queue in (self.pages, self.media, self.readiness):
            queue.stop()
        self.store.close()
        for file in [*self.opening]:
            self.close_file(file)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer the request `scope` to `protocol` (RSGI specification, "HTTP protocol")."""
        headers = scope.headers  # made anew each time they are asked for
        key = self.find_key(scope, headers)
        if key is not None and self.send_stored_page(key, scope, headers, protocol):
            return
        try:
            response = await self.answer_reader(key, scope, headers, protocol)
        except RequestError as refused:
            response = build_refusal(refused, scope.path)
        except OSError as error:
            if not is_disk_full(error):
                raise
            logger.exception("There is no room for a temporary file.")
            response = build_refusal(RequestError(503, "The disk is full."), scope.path)
        if response is not None:
            self.send_response(protocol, response)

    async def answer_reader(
        self, key: PageKey | None, scope: Any, headers: Any, protocol: Any
    ) -> WSGIResponse | None:
        """Return the response to a request for which no page is stored; None where one was sent meanwhile.

        Readers who ask for a page that is being made wait for it, and take no thread. Raises RequestError.
        """
        if scope.method in SAFE_METHODS:
            response = self.answer_at_once(scope, headers)
            if response is not None:
                return response
        if key is None:
            return await self.make_response(scope, headers, protocol)
        address = (key, scope.query_string)
        for _ in range(MAX_TURNS):
            if address in self.in_progress:
                await self.in_progress[address].wait()
                if self.send_stored_page(key, scope, headers, protocol):
                    return None
        done = self.in_progress.setdefault(address, asyncio.Event())
        try:
            return await self.make_response(scope, headers, protocol)
        finally:
            self.in_progress.pop(address, None)
            done.set()

    def find_key(self, scope: Any, headers: Any) -> PageKey | None:
        """Return the key of the page that is asked for; None where the store has nothing to do with it."""
        if scope.method not in SAFE_METHODS:
            return None
        if "cookie" in headers and any(self.store.session_cookie in one for one in headers.get_all("cookie")):
            return None
        hosts = headers.get_all("host")
        if len(hosts) != 1:
            return None
        get_header, path = headers.get, scope.path
        if path.startswith(API_PATH) and "authorization" in headers:
            return None
        return self.keys.find_key(
            path,
            scope.query_string,
            hosts[0],
            get_header("accept-encoding", ""),
            get_header("accept", "") if NEGOTIATED_PATH in path else "",
            scope.scheme,
            get_header(self.scheme_header) if self.scheme_header else None,
        )

    def send_stored_page(self, key: PageKey, scope: Any, headers: Any, protocol: Any) -> bool:
        """Send the page that is stored under `key`; return whether there is one."""
        pages = self.store.get_current_pages()
        page = None if pages is None else pages.get_page(key)
        if pages is None or page is None:
            return False
        if page.is_current(headers.get("if-none-match"), headers.get("if-modified-since")):
            protocol.response_empty(304, pages.select_headers(page, is_modified=False))
        elif scope.method == "HEAD":
            protocol.response_empty(200, pages.select_headers(page))
        else:
            protocol.response_bytes(200, pages.select_headers(page), page.body)
        return True

    def answer_at_once(self, scope: Any, headers: Any) -> WSGIResponse | None:
        """Return the response to a request that needs no thread: for health, or a static file."""
        path = scope.path
        if path == "/livez":
            return build_health_response(HealthReport(200, "ok"))
        if path == "/healthz":
            return build_health_response(self.health.get_report())
        is_secure = self.is_secure(scope, headers)
        if self.redirects_to_https and not is_secure:
            return None
        return self.static_files.get_response(scope.method, path, headers, is_secure=is_secure)

    def is_secure(self, scope: Any, headers: Any) -> bool:
        told = headers.get(self.scheme_header) if self.scheme_header else None
        return self.keys.is_secure(scope.scheme, told)

    async def make_response(self, scope: Any, headers: Any, protocol: Any) -> WSGIResponse:
        """Return the WSGI application's response. Raises RequestError."""
        check_request(scope, headers)
        body = await self.bodies.receive(headers, protocol)
        try:
            environ = build_environment(scope, headers, body)
            return await self.choose_queue(scope.path).call(self.store, environ)
        finally:
            if body:
                body.file.close()

    def choose_queue(self, path: str) -> ThreadQueue:
        """Return the queue of those that wait for the same as a request for `path`."""
        if path == READINESS_PATH:
            return self.readiness
        return self.media if self.has_remote_media and path.startswith(settings.MEDIA_URL) else self.pages

    def send_response(self, protocol: Any, response: WSGIResponse) -> None:
        """Send `response`; a range of a file is read by the server, as fast as the reader takes it."""
        status, headers, body = response
        if isinstance(body, FileRange) and body.start < body.end:
            protocol.response_file_range(status, headers, body.path, body.start, body.end)
            if body.file is not None:
                self.opening.add(body.file)
                asyncio.get_running_loop().call_later(OPENING_SECONDS, self.close_file, body.file)
        elif isinstance(body, bytes) and body:
            protocol.response_bytes(status, headers, body)
        else:
            protocol.response_empty(status, headers)

    def close_file(self, file: IO[bytes]) -> None:
        """Close a file without a name, which the server has opened for itself."""
        self.opening.discard(file)
        file.close()


def check_request(scope: Any, headers: Any) -> None:
    """Raise RequestError for what no page can answer, before anything is received."""
    if is_refused_method(scope.method, scope.path):
        raise RequestError(405, f"This address takes {ALLOW}.", {"Allow": ALLOW})
    if "\0" in scope.path:
        raise RequestError(400, "The path has a NUL character.")
    # HTTP/1.0 knows requests without a host (RFC 9112, section 3.2).
    hosts = headers.get_all("host")
    if len(hosts) > 1 or not (hosts or scope.http_version == "1"):
        raise RequestError(400, "There must be one header Host.")


def is_remote(storage: Any) -> bool:
    """Whether the files of `storage` are on another machine."""
    try:
        storage.path("")
    except NotImplementedError:
        return True
    return False


def build_health_response(report: HealthReport) -> WSGIResponse:
    headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
    return WSGIResponse(report.status, headers, f"{report.text}\n".encode())
