"""Streams that encrypt and decrypt, in the format of age, in a thread beside whoever writes or reads."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, BinaryIO

from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.keys import load_pyrage


@contextmanager
def open_encrypting(target: BinaryIO, recipients: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield a stream; what is written to it arrives in `target`, encrypted if there are `recipients`."""
    if not recipients:
        yield target
        return
    read_end, write_end = os.pipe()
    watched = WatchedFile(target)
    with os.fdopen(read_end, "rb") as reader, os.fdopen(write_end, "wb") as writer:
        worker = PipeWorker(load_pyrage().encrypt_io, reader, watched, recipients, end=reader)
        try:
            with worker, closing_quietly(writer):
                yield writer
        except Exception as error:
            # The library says only in words what the disk said.
            raise watched.error or error from error


@contextmanager
def open_decrypting(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield a stream with what `source` holds decrypted. Raises BackupError where no key of ours opens it."""
    pyrage = load_pyrage()
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as reader, os.fdopen(write_end, "wb") as writer:
        worker = PipeWorker(pyrage.decrypt_io, source, writer, identities, end=writer)
        try:
            with worker, closing_quietly(reader):
                yield reader
        except pyrage.DecryptError as error:
            message = "None of the keys opens it: it was encrypted to another one."
            raise BackupError(message) from error


@contextmanager
def closing_quietly(end: BinaryIO) -> Iterator[None]:
    """Close `end` of a pipe after the block; what the other end did not take is of no use by then."""
    try:
        yield
    finally:
        with suppress(OSError):
            end.close()


class WatchedFile:
    """Writes to a file, and keeps the error that this raised."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.file.flush()


class PipeWorker:
    """Runs a function in a thread during the block, then closes its `end` of the pipe; raises its error."""

    def __init__(self, function: Callable[..., Any], *args: Any, end: BinaryIO) -> None:
        self.function, self.args, self.end = function, args, end
        self.error: Exception | None = None
        self.thread = Thread(target=self.run, daemon=True)

    def run(self) -> None:
        try:
            self.function(*self.args)
        except Exception as error:  # noqa: BLE001  (it is raised where somebody waits)
            self.error = error
        finally:
            with closing_quietly(self.end):
                pass

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.thread.join()
        # Who stopped for a reason leaves the other a broken pipe; who did not was stopped by the other.
        if self.error is not None and not isinstance(error, BackupError):
            raise self.error
