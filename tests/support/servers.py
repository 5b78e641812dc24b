"""Servers as processes of their own, on a free port."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

START_TIMEOUT = 120  # seconds


@contextmanager
def run_server(
    command: list[str], address: str, folder: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in `folder` from the moment that `address` answers to the end of the block."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        await_answer(address, process)
        yield process
    finally:
        process.terminate()
        process.wait()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as `address` answers; raise RuntimeError if the server ends or takes too long."""
    give_up = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < give_up:
        try:
            urlopen(address).close()  # noqa: S310
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not come up.")


def get_worker_memory(pid: int) -> float:
    """Return how much memory the largest child of the server `pid` has resident, in MB of 1,000,000 bytes."""
    children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")).split()
    return max(read_resident_kib(int(child)) for child in children) * 1024 / 1_000_000


def read_resident_kib(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1])
