"""What a WSGI application answers, made ready for a server that sends bytes or ranges of files.

No thread waits for a reader: files on the disk are named to the server, which reads them as the
reader does; what is made while it is sent goes to a temporary file first.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any, NamedTuple

from django.core.files.base import File

from posts.media.file_part import FilePart
from posts.page_cache.pages import Headers
from posts.page_cache.request_body import RequestError

BLOCK_SIZE = 64 * 1024  # bytes
MAX_RESPONSE_IN_MEMORY = 1024 * 1024  # bytes of what is made while it is sent; more goes to a file


class FileRange(NamedTuple):
    """The bytes of a file from `start` up to `end`; `file`, if there is one, is open until they are sent."""

    path: str
    start: int
    end: int
    file: IO[bytes] | None = None


class WSGIResponse(NamedTuple):
    """The response of a WSGI application. `body` is None for HEAD."""

    status: int
    headers: Headers
    body: bytes | FileRange | None


class FileWrapper:
    """What `wsgi.file_wrapper` stands for (PEP 3333): a file that is sent."""

    def __init__(self, file: Any, block_size: int = BLOCK_SIZE) -> None:
        self.file, self.block_size = file, block_size
        self.close = getattr(file, "close", lambda: None)

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")


def call_application(
    application: Callable[..., Iterable[bytes]], environ: dict[str, Any], spool_places: BoundedSemaphore
) -> WSGIResponse:
    """Call `application` and return its response, with the whole body.

    A response that is made while it is sent takes one of `spool_places`. Raises RequestError, 503,
    where none is left.
    """
    started: list[Any] = []
    body = application(environ, lambda *response: started.append(response))
    try:
        status, headers = started[-1][:2]
        content = None if environ["REQUEST_METHOD"] == "HEAD" else read_response(body, spool_places)
    finally:
        if hasattr(body, "close"):
            body.close()
    if isinstance(content, FileRange) and not any(name.lower() == "content-length" for name, _ in headers):
        headers = [*headers, ("Content-Length", str(content.end - content.start))]
    return WSGIResponse(int(status[:3]), headers, content)


def read_response(body: Iterable[bytes], spool_places: BoundedSemaphore) -> bytes | FileRange:
    """Return the content of a response: bytes, or where they are in a file. Raises RequestError."""
    if isinstance(body, FileWrapper):
        found = find_range_on_disk(body.file)
        if found:
            return found
    elif not getattr(body, "streaming", False):
        return b"".join(body)
    if not spool_places.acquire(blocking=False):
        raise RequestError(503, "Too many files are being made.")
    try:
        return spool_chunks(body)
    finally:
        spool_places.release()


def find_range_on_disk(file: Any) -> FileRange | None:
    """Return what is left to read of `file`, if it is one on the disk, or a part of one."""
    remaining = None
    if isinstance(file, FilePart):
        file, remaining = file.file, file.remaining
    if isinstance(file, File):
        file = file.file
    if not isinstance(file, io.BufferedReader) or not Path(str(file.name)).is_absolute():
        return None
    start, size = file.tell(), os.fstat(file.fileno()).st_size
    return FileRange(str(file.name), start, size if remaining is None else start + remaining)


def spool_chunks(chunks: Iterable[bytes]) -> bytes | FileRange:
    """Return `chunks` joined, or a temporary file with them if they are many.

    The file has no name and is gone once it is closed, also if the process dies.
    """
    collected: list[bytes] = []
    size = 0
    rest = iter(chunks)
    for chunk in rest:
        collected.append(chunk)
        size += len(chunk)
        if size > MAX_RESPONSE_IN_MEMORY:
            break
    else:
        return b"".join(collected)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed once it is sent)
    try:
        file.writelines(chain(collected, rest))
        file.flush()
    except BaseException:
        file.close()
        raise
    return FileRange(f"/dev/fd/{file.fileno()}", 0, file.tell(), file)
