"""Tables in Markdown, and the line that says where and when they were made."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime


def head(names: Iterable[str]) -> str:
    """Return the two lines that begin a table; all columns but the first hold numbers."""
    names = list(names)
    return f"{row(names)}\n{row(['---'] + ['---:'] * (len(names) - 1))}"


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def where(**versions: str) -> str:
    """Return date, machine and what was measured with."""
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, {tools}"
