"""Receives the body of a request whole, before any thread is taken for it.

Limits of size, time and number hold whoever sends slowly, much, or for ever.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from typing import IO, Any, NamedTuple

MAX_BODY = 25 * 1024 * 1024  # bytes: a picture of 20 MB, and the text of the form around it
MAX_BODY_IN_MEMORY = 256 * 1024  # bytes; a larger body goes to a temporary file
MAX_RECEIVING = 64  # bodies at once
GRACE_SECONDS, MIN_RATE = 10.0, 10_000  # until a body must be there, and a second more for so many bytes
YOUNG_SECONDS = 0.2  # that a body is not judged by its rate
BUSY_RETRY_SECONDS = 2  # what Retry-After says


class RequestError(Exception):
    """A request that is answered with `status`, an error, and `reason`, a line of text."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, dict(headers or {})


class RequestBody(NamedTuple):
    """A body: a file at its beginning, and its length in bytes."""

    file: IO[bytes]
    length: int


class Reception:
    """A body that is being received: since when (in the loop's time), and how much of it has come."""

    __slots__ = ("begun", "deadline", "is_replaced", "received")

    def __init__(self, deadline: asyncio.Timeout) -> None:
        self.begun = asyncio.get_running_loop().time()
        self.received = 0
        self.deadline = deadline
        self.is_replaced = False

    def get_rate(self, now: float) -> float:
        """Return how many bytes have come in a second; for a body that has just begun, as many as needed."""
        seconds = now - self.begun
        return MIN_RATE if seconds < YOUNG_SECONDS else self.received / seconds

    def take_chunk(self, chunk: bytes) -> None:
        """Count `chunk`, and give the body the time that it has earned. Raises RequestError, 413."""
        self.received += len(chunk)
        if self.received > MAX_BODY:
            raise RequestError(413, "The body is too large.")
        self.deadline.reschedule(self.begun + GRACE_SECONDS + self.received / MIN_RATE)


class BodyReceiver:
    """Receives bodies, no more than MAX_RECEIVING at once.

    Where so many are being received, a new one takes the place of the slowest. So many who send
    nearly nothing do not keep those out who send their form at once.
    """

    def __init__(self) -> None:
        self.receptions: set[Reception] = set()

    async def receive(self, headers: Any, chunks: AsyncIterator[bytes]) -> RequestBody | None:
        """Return the body of a request with `headers`, None without one. Raises RequestError."""
        length = parse_body_headers(headers)
        if length == 0:
            return None
        if len(self.receptions) >= MAX_RECEIVING:
            self.end_slowest()
        file: IO[bytes] = tempfile.SpooledTemporaryFile(MAX_BODY_IN_MEMORY)  # noqa: SIM115  (the request closes it)
        deadline = asyncio.timeout(GRACE_SECONDS)
        reception = Reception(deadline)
        self.receptions.add(reception)
        try:
            async with deadline:
                await copy_chunks(chunks, file, length, reception)
        except TimeoutError:
            file.close()
            if reception.is_replaced:
                raise RequestError(503, "Others send more quickly.") from None
            raise RequestError(408, "The body took too long.") from None
        except BaseException:
            file.close()
            raise
        finally:
            self.receptions.discard(reception)
        file.seek(0)
        return RequestBody(file, reception.received)

    def end_slowest(self) -> None:
        """End the reception of the slowest body. Raises RequestError, 503, where none is too slow."""
        now = asyncio.get_running_loop().time()
        slowest = min(self.receptions, key=lambda reception: reception.get_rate(now))
        if slowest.get_rate(now) >= MIN_RATE:
            raise RequestError(503, "Too many forms and files are being sent.")
        self.receptions.discard(slowest)
        slowest.is_replaced = True
        slowest.deadline.reschedule(now)


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


async def copy_chunks(
    chunks: AsyncIterator[bytes], file: IO[bytes], length: int | None, reception: Reception
) -> None:
    """Write `chunks` to `file`, and count them in `reception`. Raises RequestError, and TimeoutError.

    The server yields one empty chunk at the end, and a second one where the connection broke.
    """
    ends = 0
    async for chunk in chunks:
        ends += not chunk
        reception.take_chunk(chunk)
        file.write(chunk)
        if reception.received == length:
            break
    if ends > 1 or (length is not None and reception.received != length):
        raise RequestError(400, "The body ended too early.")
