"""How soon a key is on the screen in the editor, beside a bare textarea with the same text in the same run.

`python -m tests.benchmarks.typing_speed [FOLDER …]` serves the sample posts as `make demo` does, and types
into the middle of texts of 20,000, 100,000 and 500,000 characters, made of the Markdown below each FOLDER.
What is measured is the time from the key's event until the frame that follows it is made. Editor and bare
textarea take turns, so that a busy moment of the machine meets both.
"""

import argparse
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.benchmarks import tables
from tests.benchmarks.rendering import read_posts
from tests.support.browsers import HEADLESS_SHELL, find_chromium, launch_browser
from tests.support.demo_site import run_demo

SAMPLES = Path(__file__).parents[2] / "posts" / "fixtures" / "samples"
SIZES = (20_000, 100_000, 500_000)  # characters
ROUNDS, TYPED = 4, "a new sentence, typed into the middle of it all. "
PAUSE = 70  # milliseconds between two keys
SETTLE = 4_000  # milliseconds before the first key of a round
PATIENCE = 180_000  # milliseconds

BARE = """([text, style]) => {
  document.body.replaceChildren();
  const box = document.body.appendChild(document.createElement("textarea"));
  box.id = "id_source";
  Object.assign(box.style, style);
  box.value = text;
}"""
STYLE = """box => {
  const style = getComputedStyle(box);
  const names = ["font", "lineHeight", "letterSpacing", "width", "height", "padding", "whiteSpace",
    "overflowWrap", "tabSize", "border"];
  return Object.fromEntries(names.map((name) => [name, style[name]]));
}"""
FILL = """(box, text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
# The message comes after the frame for which the callback was called.
WATCH = """() => {
  window.times = [];
  const channel = new MessageChannel();
  const pending = [];
  channel.port1.onmessage = () => window.times.push(performance.now() - pending.shift());
  addEventListener("keydown", (event) => {
    requestAnimationFrame(() => {
      pending.push(event.timeStamp);
      channel.port2.postMessage(null);
    });
  }, true);
}"""
FOCUS = """box => {
  const middle = box.value.indexOf("\\n\\n", box.value.length / 2);
  box.focus();
  box.setSelectionRange(middle, middle);
}"""


def make_text(texts: list[str], size: int) -> str:
    """Return exactly `size` characters of `texts`, again from the beginning where they are too few."""
    text = "\n\n".join(texts) + "\n\n"
    return (text * (size // len(text) + 1))[:size]


def open_editor(context: BrowserContext, password: str, text: str) -> Page:
    """Return a window with a new post that holds `text`, its preview there."""
    page = context.new_page()
    page.goto("/admin/posts/post/add/")
    if page.locator("#id_username").count():
        page.fill("#id_username", "editor")
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
    expect(page.locator(".editor-counts li")).not_to_have_count(0)
    page.fill("#id_title", f"A text of {len(text)} characters")
    page.locator("#id_source").evaluate(FILL, text)
    page.evaluate(WATCH)
    return page


def open_bare(context: BrowserContext, text: str, style: dict[str, str]) -> Page:
    page = context.new_page()
    page.evaluate(BARE, [text, style])
    page.evaluate(WATCH)
    return page


def measure_keys(page: Page) -> list[float]:
    """Return the milliseconds from each key of a round to its frame."""
    page.bring_to_front()
    page.locator("#id_source").evaluate(FOCUS)
    page.wait_for_timeout(SETTLE)
    page.evaluate("window.times = []")
    page.keyboard.type(TYPED, delay=PAUSE)
    page.wait_for_timeout(500)
    return [float(value) for value in page.evaluate("window.times")]


def build_rows(
    context: BrowserContext, password: str, texts: list[str], options: argparse.Namespace
) -> Iterator[str]:
    for size in options.sizes:
        text = make_text(texts, size)
        editor = open_editor(context, password, text)
        bare = open_bare(context, text, editor.locator("#id_source").evaluate(STYLE))
        found: dict[str, list[float]] = {"bare": [], "editor": []}
        for _round in range(options.rounds):
            found["bare"] += measure_keys(bare)
            found["editor"] += measure_keys(editor)
        cells = [f"{size:,}"]
        p95 = {}
        for name, times in found.items():
            times.sort()
            p95[name] = times[len(times) * 95 // 100]
            cells += [f"{statistics.median(times):.0f}", f"{p95[name]:.0f}"]
        yield tables.row((*cells, f"{p95['editor'] / p95['bare']:.1f}"))
        editor.close()
        bare.close()


@contextmanager
def open_site(address: str | None, password: str | None) -> Iterator[tuple[str, str]]:
    """Yield the address of a site with the sample posts, and the password of its editor."""
    if address:
        yield address, password or ""
        return
    with run_demo() as site:
        yield site.address, (site.data / "editor-password").read_text()


def main() -> None:
    parser = argparse.ArgumentParser(description="Type into the editor and into a bare textarea.")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--site", help="the address of a running `make demo`, in place of one of its own")
    parser.add_argument("--password", help="that of its editor")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="characters of the texts")
    arguments = parser.parse_args()
    path = find_chromium(HEADLESS_SHELL)
    if path is None:
        print("Nothing is measured: no Chromium is at hand.")  # noqa: T201
        return
    texts = [text for folder in arguments.folders for text in read_posts(folder)]
    columns = (
        "bare p50 ms",
        "bare p95 ms",
        "editor p50 ms",
        "editor p95 ms",
        "ratio of p95",
    )
    with open_site(arguments.site, arguments.password) as (site, password), launch_browser(path) as browser:
        context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE)
        print(f"{tables.where(Chromium=browser.version)}, {os.getloadavg()[0]:.1f} processes waiting\n")  # noqa: T201
        print(tables.head(("characters", *columns)))  # noqa: T201
        for line in build_rows(context, password, texts, arguments):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
