"""What a server takes for a request: processor time, and the time that a reader waits.

Servers stand on one core, wrk on another, so that neither takes the other's time. Rounds
go to the servers in turn: what else the machine does then falls on all of them alike.
"""

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
ON_SERVERS_CORE = ("taskset", "--cpu-list", str(CORES[0]))
ON_OTHER_CORE = ("taskset", "--cpu-list", str(CORES[-1]))
REPORT = Path(__file__).with_name("wrk.lua")
TICKS = os.sysconf("SC_CLK_TCK")
BROWSERS = {"Accept-Encoding": "gzip, deflate, br"}
MANY = 64  # connections


class Load(NamedTuple):
    """What a round of requests came to."""

    per_cpu_second: float
    per_second: float
    p50: float  # milliseconds
    p99: float


@dataclass(frozen=True, slots=True)
class Target:
    """A page of a server, and the headers that it is asked for with."""

    process: subprocess.Popen[bytes]
    address: str
    headers: Mapping[str, str] = field(default_factory=lambda: BROWSERS)
    connections: int = MANY

    def answer(self) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body, as they come."""
        try:
            answer = urlopen(Request(self.address, headers=dict(self.headers)))  # noqa: S310
        except HTTPError as error:  # a 304 too
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    def press(self, seconds: float) -> Load:
        """Ask as often as it answers for so many seconds; raise RuntimeError if it fails at any time."""
        before = cpu_seconds(self.process.pid)
        told = wrk(self, seconds)
        used = cpu_seconds(self.process.pid) - before
        if told["errors"]:
            raise RuntimeError(f"{self.address}: {told['errors']} of {told['requests']} requests failed.")
        number = told["requests"]
        return Load(number / used, number / told["seconds"], told["p50"], told["p99"])


def wrk(target: Target, seconds: float) -> dict[str, float]:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    # It takes whole seconds only.
    options = ["-t1", f"-c{target.connections}", f"-d{max(1, round(seconds))}s", "-s", str(REPORT)]
    command = [*ON_OTHER_CORE, "wrk", *options, *headers, target.address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return dict(json.loads(done.stdout.splitlines()[-1]))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken with its children, as far as they run."""
    return sum(map(own_ticks, tree(pid))) / TICKS


def own_ticks(pid: int) -> int:
    """Return user and system time (proc_pid_stat(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def alternate(targets: Mapping[str, Target], rounds: int, seconds: float) -> dict[str, list[Load]]:
    """Press the targets in turn, for so many rounds; the first one only warms them up."""
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for number in range(rounds + 1):
        for name, target in targets.items():
            load = target.press(seconds if number else 1)
            if number:
                found[name].append(load)
    return found


def median(loads: list[Load]) -> Load:
    return Load(*map(statistics.median, zip(*loads, strict=True)))


def ratio(ours: list[Load], theirs: list[Load]) -> Load:
    """Return the medians of the ratios of each round."""
    pairs = zip(ours, theirs, strict=True)
    return median([Load(*(one / other for one, other in zip(*pair, strict=True))) for pair in pairs])


def missing(*tools: str) -> str:
    """Return a line that says what is not at hand, or nothing."""
    if not Path("/proc/self/stat").exists():
        return "Nothing is measured: processor time is read as Linux tells it."
    absent = ", ".join(tool for tool in ("wrk", "taskset", *tools) if not shutil.which(tool))
    if not absent:
        return ""
    return f"Nothing is measured: {absent} not at hand. Debian: apt install wrk nginx util-linux"
