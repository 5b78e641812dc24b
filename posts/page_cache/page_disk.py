"""The second level of the page cache: pages on the disk of this machine, which outlast the process.

A page is a file, `<environment>/<two digits>/<thirty digits>`, the digits being a digest of its key. It is
written beside its name and renamed, so several processes need no lock. What is read is not yet proved:
the site may have changed since. Pages of another environment, another release for example, are never
found; they go with the first cleaning a day after their last process did.
"""

import errno
import logging
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from queue import Empty, Full, Queue
from tempfile import NamedTemporaryFile
from threading import Lock, Thread
from typing import NamedTuple

from posts.page_cache.keys import PageKey
from posts.page_cache.page_records import RecordError, pack_page, unpack_page
from posts.page_cache.pages import StoredPage

logger = logging.getLogger(__name__)

MAX_UNWRITTEN = 256  # pages that wait to be written; beyond it they are not
SPARED_BYTES = 500_000_000  # that the database and the media keep, of the disk
ROOM_PARTS = 20  # no page takes more than this part of the room
PAGE_FILE_NAME, TEMPORARY_PREFIX = re.compile("[0-9a-f]{30}"), ".new-"
ENVIRONMENT_NAME = re.compile("[0-9a-f]{32}")
DISK_BLOCK = 4_096  # bytes, of which a disk takes whole ones
PAUSE, HOUR, DAY = 60, 3_600, 86_400  # seconds


class PageFile(NamedTuple):
    """The file of a page: its last use, in nanoseconds since 1970, its bytes on the disk, its path."""

    used_at: int
    size: int
    path: str


class PageDisk:
    """Reads and writes pages in `folder`, in at most about `max_bytes`; the longest unused go first.

    `environment`: a digest of what pages are made from beside the database, in 32 hexadecimal digits.
    `get_keys`: returns the keys of the pages in memory, which count as used.
    """

    def __init__(
        self,
        folder: Path,
        max_bytes: int,
        environment: str,
        get_keys: Callable[[], Iterable[PageKey]] = tuple,
    ) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.own_folder = folder / environment
        self.get_keys = get_keys
        self.waiting: Queue[tuple[PageKey, StoredPage] | None] = Queue(MAX_UNWRITTEN)
        self.bytes_until_cleaning = 0
        self.has_failed = False
        self.retry_at = 0.0  # by the monotonic clock
        self.thread: Thread | None = None
        self.lock = Lock()

    def read(self, key: PageKey) -> StoredPage | None:
        """Return the page of `key`, not yet proved; None where there is none that can be read."""
        path = self.get_path(key)
        try:
            record = read_page_file(path, self.max_bytes // ROOM_PARTS)
            page = unpack_page(key, record)
        except FileNotFoundError:
            return None
        except RecordError:
            with suppress(OSError):
                path.unlink()
            return None
        except OSError as error:
            self.pause(error)
            return None
        with suppress(OSError):
            os.utime(path)
        return page

    def write(self, key: PageKey, page: StoredPage) -> None:
        """Have `page` written behind the answer; one that cannot be, or not soon, is left out."""
        if page.dependencies is None or len(page.body) > self.max_bytes // ROOM_PARTS:
            return
        if time.monotonic() < self.retry_at:
            return
        if self.thread is None:
            self.start_thread()
        with suppress(Full):
            self.waiting.put_nowait((key, page))

    def start_thread(self) -> None:
        """Start what writes: not before there is a page, for a server may fork after it was set up."""
        with self.lock:
            if self.thread is None:
                self.thread = Thread(target=self.write_waiting_pages, name="page-disk", daemon=True)
                self.thread.start()

    def stop(self) -> None:
        """Wait until the pages that wait are written."""
        if self.thread is not None:
            self.waiting.put(None)
            self.thread.join()
            self.thread = None

    def write_waiting_pages(self) -> None:
        while True:
            try:
                waiting = self.waiting.get(timeout=HOUR)
            except Empty:
                self.try_to(self.mark_folder)
                continue
            if waiting is None:
                return
            self.try_to(partial(self.write_now, *waiting))

    def try_to(self, act: Callable[[], None]) -> None:
        """Call `act`; the site goes on without what the disk refuses."""
        try:
            act()
        except RecordError as error:
            logger.debug("A page is not kept on the disk: %s", error)
        except OSError as error:
            self.pause(error)
        else:
            self.has_failed = False

    def pause(self, error: OSError) -> None:
        """Write nothing for a while, for the disk fails; log it, once until it works again."""
        self.retry_at = time.monotonic() + PAUSE
        if not self.has_failed:
            self.has_failed = True
            logger.warning("Pages cannot be kept in %s: %s", self.folder, error.strerror or error)

    def write_now(self, key: PageKey, page: StoredPage) -> None:
        """Write `page`. Raises OSError, and RecordError for what no record can hold."""
        record = pack_page(key, page)
        if self.bytes_until_cleaning <= 0:
            self.clean_up()
        path = self.get_path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=TEMPORARY_PREFIX, delete=False) as file:
            try:
                file.write(record)
                file.close()
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
        self.bytes_until_cleaning -= -(-len(record) // DISK_BLOCK) * DISK_BLOCK

    def get_path(self, key: PageKey) -> Path:
        """Return where the page of `key` is."""
        name = blake2b(repr(tuple(key)).encode(errors="surrogatepass"), digest_size=16).hexdigest()
        return self.own_folder / name[:2] / name[2:]

    def mark_folder(self) -> None:
        """Note that the pages of this environment are in use."""
        self.own_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(self.own_folder)

    def clean_up(self) -> None:
        """Remove pages of environments without processes, and those that are too many.

        Raises OSError where the disk has no room to spare. The next cleaning is due after a twentieth of the
        room is written, or after a quarter of what is free of it.
        """
        self.mark_folder()
        self.remove_old_environments()
        for key in self.get_keys():
            with suppress(OSError):
                os.utime(self.get_path(key))
        entries = sorted(self.list_page_files())
        used = sum(entry.size for entry in entries)
        room = min(self.max_bytes, used + count_free_bytes(self.folder) - SPARED_BYTES)
        # So that what is written until the next cleaning, and the page after it, still fit.
        limit = room - 2 * self.max_bytes // ROOM_PARTS
        for entry in entries:
            if used <= limit:
                break
            with suppress(FileNotFoundError):  # another process removed it
                Path(entry.path).unlink()
            used -= entry.size
        if used > limit:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.folder))
        self.bytes_until_cleaning = max(self.max_bytes // ROOM_PARTS, (room - used) // 4)

    def remove_old_environments(self) -> None:
        for found in scan_folder(self.folder):
            if ENVIRONMENT_NAME.fullmatch(found.name) and found.is_dir(follow_symlinks=False):
                is_old = found.stat(follow_symlinks=False).st_mtime < time.time() - DAY
                if is_old and found.name != self.own_folder.name:
                    shutil.rmtree(found.path, ignore_errors=True)

    def list_page_files(self) -> Iterator[PageFile]:
        """Yield the pages of all environments; remove what was left half-written. Other files stay."""
        for environment in scan_folder(self.folder):
            for part in scan_folder(environment.path) if ENVIRONMENT_NAME.fullmatch(environment.name) else ():
                for file in scan_folder(part.path):
                    with suppress(FileNotFoundError):
                        found = file.stat(follow_symlinks=False)
                        if PAGE_FILE_NAME.fullmatch(file.name):
                            yield PageFile(found.st_mtime_ns, found.st_blocks * 512, file.path)
                        elif file.name.startswith(TEMPORARY_PREFIX) and found.st_mtime < time.time() - HOUR:
                            Path(file.path).unlink()


def scan_folder(path: str | Path) -> list[os.DirEntry[str]]:
    """Return what is in the folder at `path`; nothing where it is none."""
    try:
        with os.scandir(path) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def read_page_file(path: Path, max_bytes: int) -> bytes:
    """Return what is in the file at `path`. Raises OSError, and RecordError for what is no such file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > 2 * max_bytes:
            message = "Not the file of a page."
            raise RecordError(message)
        return file.read()


def count_free_bytes(folder: Path) -> int:
    """Return how many bytes of the disk of `folder` this process may write."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
