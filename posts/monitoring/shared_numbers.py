"""Numbers that all processes of a machine add to: a file in memory, with a lane for each process.

A process writes only into its own lane, so that nobody waits for anybody. The next process takes over
the lane of one that ended and adds to what stands there: sums over all lanes never go back.
"""

import fcntl
import os
from contextlib import suppress
from mmap import mmap
from pathlib import Path

LANES = 64  # processes at one time
NUMBER_BYTES = 8  # a double: counts are exact up to 2**53


class NoFreeLaneError(OSError):
    """As many processes count already as there are lanes."""


class SharedNumbers:
    """The file `name` in `folder`, with `width` numbers for each process. Raises OSError.

    The numbers from `lasting` on are those of a process that lives, such as what it has in memory; the
    ones before are sums. `lane` is the first number of this process's own.
    """

    def __init__(self, folder: Path, name: str, width: int, lasting: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder, self.name, self.width, self.lasting = folder, name, width, lasting
        self.lock_file, number = self.claim_lane()
        self.numbers = map_file(folder / name, LANES * width)
        self.lane = number * width
        self.forget_state()

    def claim_lane(self) -> tuple[int, int]:
        """Lock the first lane that is free; return the descriptor that holds the lock, and its number.

        The lock is flock(2): the system frees it when its process ends, however that ends.
        """
        for number in range(LANES):
            descriptor = self.open_lock(number)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                return descriptor, number
        raise NoFreeLaneError(f"{LANES} processes count already.")

    def open_lock(self, number: int) -> int:
        return os.open(self.folder / f"lane-{number}", os.O_RDWR | os.O_CREAT, 0o600)

    def forget_state(self) -> None:
        """Set this lane's numbers of a living process to zero."""
        for index in range(self.lane + self.lasting, self.lane + self.width):
            self.numbers[index] = 0.0

    def add_up(self) -> tuple[list[float], int]:
        """Return the sum over all lanes for each number, and how many processes live."""
        sums, living = [0.0] * self.width, 0
        for number in range(LANES):
            lane = self.numbers[number * self.width : (number + 1) * self.width].tolist()
            is_living = self.is_taken(number)
            living += is_living
            for index, value in enumerate(lane if is_living else lane[: self.lasting]):
                sums[index] += value
        return sums, living

    def is_taken(self, number: int) -> bool:
        """Whether a process that lives has the lane `number`."""
        try:
            descriptor = os.open(self.folder / f"lane-{number}", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            return False
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Leave the lane to the next process."""
        self.forget_state()
        self.abandon()

    def abandon(self) -> None:
        """Close the lock, as a child has to whose parent has the lane."""
        with suppress(OSError):
            os.close(self.lock_file)


def truncate_file(descriptor: int, offset: int, length: int) -> None:
    os.ftruncate(descriptor, offset + length)


def map_file(path: Path, count: int) -> "memoryview[float]":
    """Return the `count` numbers in the file `path`, zeros at first, shared with who else maps it."""
    size = count * NUMBER_BYTES
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # Its blocks are there before it is written to: memory has no way to say that the disk is full.
        # macOS cannot do that.
        getattr(os, "posix_fallocate", truncate_file)(descriptor, 0, size)
        return memoryview(mmap(descriptor, size)).cast("B").cast("d")
    finally:
        os.close(descriptor)
