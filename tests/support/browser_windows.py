"""Windows of a browser that has been at work before, but remembers nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

# A page that asks for nothing else, and for no database.
PLAIN_PATH = "/static/favicon.svg"
# Milliseconds. Only what fails takes so long; a machine that is busy with other work takes some of it.
TIMEOUT = 30_000
expect.set_options(timeout=TIMEOUT)

WAIT_SCRIPT = """([arg, patience]) => new Promise((done, fail) => {
  const look = () => {
    if ((PREDICATE)(arg)) done();
    else if (performance.now() > end) fail(new Error("waited in vain"));
    else setTimeout(look, 20);
  };
  const end = performance.now() + patience;
  look();
})"""


class BrowserUser:
    """Somebody with a browser of their own, who is somebody else in each test.

    A browser that is started for one test fetches, compiles and lays out all anew, for twice the
    time that the test takes. So files, compiled scripts and the process that holds them stay, and
    what pages can read back goes: cookies, storage, caches of scripts' own, windows.
    """

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:
        self.origin = origin
        self.context = browser.new_context(base_url=origin, reduced_motion="reduce", **options)
        self.context.set_default_timeout(TIMEOUT)
        # The process of a site ends with its last window; this one is never closed.
        anchor = self.context.new_page()
        anchor.goto(PLAIN_PATH)
        self.wire = self.context.new_cdp_session(anchor)

    @contextmanager
    def visit(self) -> Iterator[None]:
        """Let windows be opened within; at the end they are closed, and what they stored is cleared."""
        yield
        for page in self.context.pages[1:]:
            # What a page sends as it is closed would come in the midst of the next test.
            self.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
            page.close()
        self.wire.send("Storage.clearDataForOrigin", {"origin": self.origin, "storageTypes": "all"})
        self.context.clear_cookies()

    def open(self, *, width: int = 1280, **media: Any) -> Page:
        """Open an empty window; `media` goes to Playwright's `emulate_media`."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        if media:
            page.emulate_media(**media)
        return page


def wait_until(page: Page, predicate: str, arg: Any = None) -> None:
    """Wait until a JavaScript function `predicate` of `arg` is true on `page`.

    Playwright's own `wait_for_function` makes the function anew for its second look, which the
    site's Content-Security-Policy forbids: it waits only where there is nothing to wait for.
    """
    page.evaluate(WAIT_SCRIPT.replace("PREDICATE", predicate), [arg, TIMEOUT])
