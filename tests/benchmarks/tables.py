"""Tables in Markdown, and the line that says where and when they were made."""

import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path


def head(names: Iterable[str]) -> str:
    """Return the two lines that begin a table; all columns but the first hold numbers."""
    names = list(names)
    return f"{row(names)}\n{row(['---'] + ['---:'] * (len(names) - 1))}"


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def where(**versions: str) -> str:
    """Return date, machine and what was measured with."""
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    machine = f"{os.cpu_count()} cores ({processor()}), {platform.system()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, {tools}"


def processor() -> str:
    """Return the processor's own name where Linux tells it, else its kind."""
    told = Path("/proc/cpuinfo")
    name = re.search(r"^model name\s*: (.+)$", told.read_text(), re.MULTILINE) if told.exists() else None
    return f"{name[1]}, {platform.machine()}" if name else platform.machine()
