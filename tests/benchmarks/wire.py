"""How many bytes each kind of page costs a reader, headers included and compressed as a browser gets them.

`python -m tests.benchmarks.wire` serves the sample posts as `make demo` does and opens
each kind of page twice in a phone's window: with an empty cache, and again. Nothing is
scrolled, so pictures far below the fold are not fetched.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks import tables
from tests.support.browsers import find_chromium, launch_browser
from tests.support.demo_site import PAGE_KINDS, serve_demo
from tests.support.page_faults import MATH_FONT

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True}
PARTS = {"HTML": "Document", "CSS": "Stylesheet", "JavaScript": "Script", "mono font": "Font"}
HEAD = ("page", "requests", *PARTS, "all of these", "formulas' font", "pictures", "second view")


class Wire:
    """What comes over the wire while a page is open: bytes and number of requests by kind of resource."""

    def __init__(self, page: Page) -> None:
        self.bytes: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._begin)
        session.on("Network.loadingFinished", self._end)
        session.send("Network.enable")

    def _begin(self, event: dict[str, Any]) -> None:
        is_for_formulas = MATH_FONT in event["response"]["url"]
        self._kinds[event["requestId"]] = MATH_FONT if is_for_formulas else event["type"]

    def _end(self, event: dict[str, Any]) -> None:
        size, kind = event["encodedDataLength"], self._kinds.get(event["requestId"], "Other")
        if size:  # nothing for what the cache had
            self.bytes[kind] += int(size)
            self.requests[kind] += 1

    def of_text(self) -> int:
        return self.bytes.total() - self.bytes["Image"] - self.bytes[MATH_FONT]


def view(page: Page, address: str) -> Wire:
    """Return what it took to open `address` until nothing more is asked for."""
    wire = Wire(page)
    page.goto(address, wait_until="networkidle")
    return wire


def views(browser: Browser, address: str) -> tuple[Wire, Wire]:
    """Return what the first view of an address takes, and the second."""
    context = browser.new_context(**PHONE)
    first, second = (view(context.new_page(), address) for _ in range(2))
    context.close()
    return first, second


def row(kind: str, first: Wire, second: Wire) -> tuple[str, ...]:
    parts = (first.bytes[part] for part in PARTS.values())
    others = (first.bytes[MATH_FONT], first.bytes["Image"], second.bytes.total())
    kilobytes = (f"{size / 1000:.1f}" for size in (*parts, first.of_text(), *others))
    return (kind, str(first.requests.total()), *kilobytes)


def table(browser: Browser, address: str) -> Iterator[str]:
    yield tables.head(HEAD)
    for kind, path in PAGE_KINDS.items():
        yield tables.row(row(kind, *views(browser, address + path)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the bytes of each kind of page.")
    parser.parse_args()
    path = find_chromium()
    if path is None:
        parser.exit(0, "Nothing is measured: no Chromium is at hand.\n")
    with serve_demo() as address, launch_browser(path) as browser:
        print(f"kB of 1,000 bytes. {tables.where(Chromium=browser.version)}\n")  # noqa: T201
        for line in table(browser, address):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
