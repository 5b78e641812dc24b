"""Whether the preview of a text is what its page holds, and how soon it is there once a key was pressed.

`python -m tests.benchmarks.preview FOLDER …` sends every Markdown file below each FOLDER, front matter taken
off, to the preview as the editor's script does, saves it as a post, and looks for the same bytes in the
page. With `--site` and `--password` of a running `make demo` it types instead, in a real Chromium, into
the middle of the post nearest to 20 kB and of the longest ones, and measures from the last key until the
preview shows it.
"""

import argparse
import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import django
from django.test.utils import setup_databases, setup_test_environment
from playwright.sync_api import Page

from tests.benchmarks import tables
from tests.benchmarks.rendering import read_posts
from tests.support.browser_windows import wait_until
from tests.support.browsers import find_chromium, launch_browser

PREVIEW, ADD = "/admin/posts/post/preview/", "/admin/posts/post/add/"
USUAL = 20_000  # bytes
LONGEST = 3
BURSTS, TYPED = 30, "writing "
PAUSES = (120, 40)  # milliseconds between two keys: one who thinks, and one who hurries
PATIENCE = 120_000

# Notes when a key changed the text, and when the preview was that of the text, and laid out.
WATCH = """() => {
  const box = document.querySelector("#id_source");
  const page = document.querySelector(".editor-preview").contentDocument;
  window.waits = [];
  let typed = 0;
  box.addEventListener("input", () => (typed = performance.now()), true);
  document.querySelector(".editor").addEventListener("preview:updated", ({ detail }) => {
    if (!typed || detail.source !== box.value) return;
    page.querySelector("article").getBoundingClientRect();
    window.waits.push(performance.now() - typed);
    typed = 0;
  });
}"""
# As if the page had been opened with it, the cursor in the middle.
OPEN = """(box, text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const middle = text.indexOf("\\n\\n", text.length / 2);
  box.focus();
  box.setSelectionRange(middle, middle);
}"""


def differing(texts: list[str]) -> Iterator[str]:
    """Yield how each text begins that is refused, or whose preview is not what its page holds."""
    from django.contrib.auth.models import User  # noqa: PLC0415  (Django has to be set up first)
    from django.test import Client  # noqa: PLC0415

    from posts.models import Post  # noqa: PLC0415

    editor = User.objects.create_superuser("editor")
    client = Client()
    client.force_login(editor)
    for text in texts:
        answer = client.post(PREVIEW, {"source": text, "language": "zh-Hans"}).json()
        if "html" not in answer:
            yield f"refused: {answer['error']} {text[:60]!r}"
            continue
        post = Post.objects.create(title="Post", author=editor, source=text, published_at=editor.date_joined)
        page = client.get(post.get_absolute_url()).content
        if answer["html"] != post.html or answer["html"].encode() not in page:
            yield f"differs: {text[:60]!r}"


def check(texts: list[str]) -> None:
    """Compare in a database of its own, and print what differs."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    faults = list(differing(texts))
    for fault in faults:
        print(fault)  # noqa: T201
    print(f"{len(texts)} previews, {len(faults)} refused or not what the page holds")  # noqa: T201


def chosen(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Give what is typed into, by its size: the text nearest to the usual one, and the longest."""
    by_length = sorted(texts, key=lambda text: len(text.encode()))
    usual = min(by_length, key=lambda text: abs(len(text.encode()) - USUAL))
    for text in (usual, *by_length[: -LONGEST - 1 : -1]):
        yield f"{len(text.encode()) / 1000:.0f} kB", text


def waits(page: Page, text: str, pause: int) -> list[float]:
    """Return the milliseconds from the last key of each burst to its preview, sorted."""
    page.locator("#id_source").evaluate(OPEN, text)
    page.wait_for_timeout(3000)
    page.evaluate("window.waits = []")
    for _burst in range(BURSTS):
        before = page.evaluate("window.waits.length")
        page.keyboard.type(TYPED, delay=pause)
        wait_until(page, "before => window.waits.length > before", before)
        page.wait_for_timeout(500)
    return sorted(page.evaluate("window.waits"))


def table(page: Page, texts: list[str]) -> Iterator[str]:
    yield tables.head(("text", "milliseconds between keys", "p50", "p95", "worst"))
    for name, text in chosen(texts):
        for pause in PAUSES:
            found = waits(page, text, pause)
            figures = (statistics.median(found), found[int(len(found) * 0.95)], found[-1])
            yield tables.row((name, pause, *(f"{figure:.0f}" for figure in figures)))


def sign_in(page: Page, password: str) -> None:
    """Open a new post as the editor of the sample site."""
    page.goto(f"/admin/login/?next={ADD}")
    page.fill("#id_username", "editor")
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_selector(".editor-counts li")


def type_into(site: str, password: str, texts: list[str]) -> None:
    """Print how long previews take in a running site."""
    path = find_chromium()
    if path is None:
        print("Nothing is measured: no Chromium is at hand.")  # noqa: T201
        return
    with launch_browser(path) as browser:
        page = browser.new_page(base_url=site, viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE)
        sign_in(page, password)
        page.evaluate(WATCH)
        load = f"{os.getloadavg()[0]:.1f} processes waiting"
        print(f"{tables.where(Chromium=browser.version)}, {load}\n")  # noqa: T201
        for line in table(page, texts):
            print(line, flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare previews with pages, or time them.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--site", help="the address of a running `make demo` to type into")
    parser.add_argument("--password", help="that of its editor")
    arguments = parser.parse_args()
    texts = [text for folder in arguments.folders for text in read_posts(folder)]
    if arguments.site:
        type_into(arguments.site.rstrip("/"), arguments.password, texts)
    else:
        check(texts)


if __name__ == "__main__":
    main()
