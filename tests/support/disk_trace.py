"""What a process has written to its files and synced, as strace saw it; and what a power cut leaves of it."""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SYNCS = frozenset({"fsync", "fdatasync"})
STRACE = (
    "strace", "-f", "-ff", "-ttt", "-T", "-y", "-qq", "--seccomp-bpf", "-s", "0",
    "-e", "trace=pwrite64,ftruncate,fsync,fdatasync", "-o",
)  # fmt: skip
# What strace prints of a call: when it began, what it did to which file, and how long it took.
LINE = re.compile(
    r"(?P<begin>[\d.]+) (?P<name>\w+)\(\d+<(?P<path>[^>]*)>"
    r"(?:, (?P<arguments>.*))?\) = \d+ <(?P<seconds>[\d.]+)>"
)


class Call(NamedTuple):
    """A system call: when it began and ended, in seconds since 1970; of a write, which bytes."""

    begin: float
    end: float
    name: str
    path: str
    start: int = 0
    stop: int = 0


class FileTrace:
    """The calls that concern one file, up to the moment `until`."""

    def __init__(self, calls: list[Call], path: Path, until: float) -> None:
        own = [call for call in calls if call.path == str(path) and call.end <= until]
        self.writes = [call for call in own if call.name == "pwrite64"]
        self.syncs = [call for call in own if call.name in SYNCS]

    def list_unsynced(self) -> list[Call]:
        """Return the writes after whose end no sync began that has ended."""
        return [one for one in self.writes if all(sync.begin < one.end for sync in self.syncs)]

    def find_end(self) -> int:
        """Return where a log ends: behind all that was written since its header was written last."""
        begun_anew = max((one.begin for one in self.writes if not one.start), default=0.0)
        return max((one.stop for one in self.writes if one.begin >= begun_anew), default=0)


def read_calls(trace: Path) -> list[Call]:
    """Return the calls in the files `trace`.PID, one for each thread, in their order."""
    files = trace.parent.glob(f"{trace.name}.*")
    return sorted(call for file in files for call in parse_calls(file.read_text(errors="replace")))


def parse_calls(text: str) -> Iterator[Call]:
    for line in text.splitlines():
        match = LINE.fullmatch(line)
        if match:
            begin = float(match["begin"])
            call = Call(begin, begin + float(match["seconds"]), match["name"], match["path"])
            if match["name"] == "pwrite64":
                length, start = map(int, match["arguments"].split(", ")[-2:])
                call = call._replace(start=start, stop=start + length)
            yield call


def garble(content: bytearray, ranges: list[Call]) -> None:
    """Have `content` hold anything where it was written and not synced."""
    for one in ranges:
        content[one.start : one.stop] = random.randbytes(one.stop - one.start)


def make_garbage() -> bytes:
    return os.urandom(random.randint(1, 100_000))
