"""Receives the body of a request whole, before any thread is taken for it.

Limits of size, time and number hold whoever sends slowly, much, or for ever.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any, NamedTuple

MAX_BODY = 25 * 1024 * 1024  # bytes: a picture of 20 MB, and the text of the form around it
MAX_BODY_IN_MEMORY = 256 * 1024  # bytes; a larger body goes to a temporary file
MAX_RECEIVING = 64  # bodies at once
GRACE_SECONDS, MIN_RATE = 10.0, 10_000  # until a body must be there, and a second more for so many bytes
RETRY_SECONDS = 2  # what Retry-After says


class RequestError(Exception):
    """A request that is answered with `status`, an error, and `reason`, a line of text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class RequestBody(NamedTuple):
    """A body: a file at its beginning, and its length in bytes."""

    file: IO[bytes]
    length: int


class BodyReceiver:
    """Receives bodies, no more than MAX_RECEIVING at once."""

    def __init__(self) -> None:
        self.receiving = 0

    async def receive(self, headers: Any, chunks: AsyncIterator[bytes]) -> RequestBody | None:
        """Return the body of a request with `headers`, None without one. Raises RequestError."""
        length = parse_body_headers(headers)
        if length == 0:
            return None
        if self.receiving >= MAX_RECEIVING:
            raise RequestError(503, "Too many forms and files are being sent.")
        self.receiving += 1
        file: IO[bytes] = tempfile.SpooledTemporaryFile(MAX_BODY_IN_MEMORY)  # noqa: SIM115  (the request closes it)
        try:
            received = await copy_chunks(chunks, file, length)
        except BaseException:
            file.close()
            raise
        finally:
            self.receiving -= 1
        file.seek(0)
        return RequestBody(file, received)


def parse_body_headers(headers: Any) -> int | None:
    """Return the length of the body that `headers` announce, in bytes; None if they don't tell it.

    Raises RequestError where they contradict each other (RFC 9112, section 6.3), or announce what
    is not taken: too much, or a compressed body, whose size nobody knows before it is there.
    """
    lengths, codings = headers.get_all("content-length"), headers.get_all("transfer-encoding")
    is_chunked = bool(codings)
    if (is_chunked and lengths) or len(lengths) > 1:
        raise RequestError(400, "The length of the body is not clear.")
    if not is_chunked and not lengths:
        return 0
    if any(coding.lower() != "identity" for coding in headers.get_all("content-encoding")):
        raise RequestError(415, "A body must not be compressed.")
    if is_chunked and [coding.lower() for coding in codings] != ["chunked"]:
        raise RequestError(501, "No other transfer coding than chunked is known.")
    if is_chunked:
        return None
    if not (lengths[0].isascii() and lengths[0].isdecimal()):
        raise RequestError(400, "The length of the body is no number.")
    if len(lengths[0]) > 18 or int(lengths[0]) > MAX_BODY:
        raise RequestError(413, "The body is too large.")
    return int(lengths[0])


async def copy_chunks(chunks: AsyncIterator[bytes], file: IO[bytes], length: int | None) -> int:
    """Write `chunks` to `file`, and return how many bytes they were. Raises RequestError.

    The server yields one empty chunk at the end, and a second one where the connection broke.
    """
    loop = asyncio.get_running_loop()
    begun, received, ends = loop.time(), 0, 0
    try:
        async with asyncio.timeout_at(begun + GRACE_SECONDS) as deadline:
            async for chunk in chunks:
                ends += not chunk
                received += len(chunk)
                if received > MAX_BODY:
                    raise RequestError(413, "The body is too large.")
                file.write(chunk)
                if received == length:
                    break
                deadline.reschedule(begun + GRACE_SECONDS + received / MIN_RATE)
    except TimeoutError:
        raise RequestError(408, "The body took too long.") from None
    if ends > 1 or (length is not None and received != length):
        raise RequestError(400, "The body ended too early.")
    return received
