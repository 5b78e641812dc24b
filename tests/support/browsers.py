"""The browser that tests and benchmarks look with: whatever Chromium is installed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# The same engine without windows and menus, which take a third of what a test asks of the machine.
HEADLESS_SHELL = "chromium-headless-shell"


def find_chromium(*preferred: str) -> str | None:
    """Return the path of a Chromium: what CHROMIUM names, else the first one installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, (*preferred, *NAMES))), None)


@contextmanager
def launch_browser(path: str, *switches: str) -> Iterator[Browser]:
    """Yield a browser without windows; it ends with all of them."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *switches])
