"""How many faults every page of a site has: invalid HTML, barriers, sideways scrolling, moving parts.

`python -m tests.benchmarks.pages --vnu node_modules/vnu-jar` serves the sample posts as
`make demo` does and looks at every kind of page and every post. `--site URL` looks at
all that the sitemap of a running site names instead. The Nu HTML checker needs Java.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page

from tests.benchmarks import tables
from tests.support import page_faults
from tests.support.browsers import find_chromium, launch_browser
from tests.support.demo_site import DEMO_PAGES, serve_demo

Check = Callable[[Page], list[str]]

# What is looked at, by the window that it is looked at in: its width and its scheme.
WINDOWS: dict[tuple[int, str], dict[str, Check]] = {
    (320, "light"): {"sideways scroll at 320 px": page_faults.find_overflow},
    (390, "dark"): {"axe, phone, dark": page_faults.find_accessibility_faults},
    (1440, "light"): {
        "layout shifts": page_faults.find_layout_shifts,
        "headings out of order": page_faults.find_heading_faults,
        "axe, desktop, light": page_faults.find_accessibility_faults,
        "focus that is not seen": page_faults.find_invisible_focus,
    },
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def every_address(site: str) -> list[str]:
    """Return what the sitemap names, and the sitemaps that it names."""
    waiting, found = [f"{site}/sitemap.xml"], []
    while waiting:
        root = ElementTree.fromstring(fetch(waiting.pop()))  # noqa: S314  (our own)
        waiting += [str(entry.text) for entry in root.iterfind(f"{SITEMAP}sitemap/{SITEMAP}loc")]
        found += [str(entry.text) for entry in root.iterfind(f"{SITEMAP}url/{SITEMAP}loc")]
    return found


def fetch(address: str) -> bytes:
    """Return what the site answers, an error's page too."""
    try:
        answer = urlopen(address)  # noqa: S310
    except HTTPError as error:
        answer = error
    with answer:
        return bytes(answer.read())


def invalid(addresses: list[str], vnu: Path) -> Iterator[str]:
    """Yield the errors of the Nu HTML checker, whose jar is `vnu`."""
    with tempfile.TemporaryDirectory() as folder:
        files = {f"{number}.html": address for number, address in enumerate(addresses)}
        for name, address in files.items():
            Path(folder, name).write_bytes(fetch(address))
        command = ["java", "-jar", str(vnu), "--format", "json", "--stdout", "--exit-zero-always", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] != "info":
            yield f"{files[Path(message['url']).name]}: {message['message']}"


def seen(addresses: list[str], browser: Browser) -> Iterator[tuple[str, list[str]]]:
    """Yield each check's name and what it finds on all pages."""
    for (width, scheme), looks in WINDOWS.items():
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        faults: dict[str, list[str]] = {name: [] for name in looks}
        for address in addresses:
            page.goto(address)
            page.evaluate("document.fonts.ready")
            for name, look in looks.items():
                faults[name] += [f"{address}: {fault}" for fault in look(page)]
        context.close()
        yield from faults.items()


def report(addresses: list[str], browser: Browser, vnu: Path) -> Iterator[str]:
    yield tables.head((f"{len(addresses)} pages", "faults"))
    faults: list[str] = []
    for name, found in everything(addresses, browser, vnu):
        yield tables.row((name, len(found)))
        faults += [f"{name}: {fault}" for fault in found]
    yield "\n".join(["", *faults])


def everything(addresses: list[str], browser: Browser, vnu: Path) -> Iterable[tuple[str, list[str]]]:
    if shutil.which("java") and vnu.is_file():
        yield "errors of the Nu HTML checker", list(invalid(addresses, vnu))
    yield from seen(addresses, browser)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the faults of every page.")
    parser.add_argument("--site", help="the address of a running site, in place of the sample posts")
    parser.add_argument(
        "--vnu", type=Path, default=Path("node_modules/vnu-jar"), help="the npm package's folder"
    )
    arguments = parser.parse_args()
    path = find_chromium()
    if path is None:
        parser.exit(0, "Nothing is measured: no Chromium is at hand.\n")
    vnu = arguments.vnu / "build" / "dist" / "vnu.jar"
    with (
        nullcontext(arguments.site) if arguments.site else serve_demo() as site,
        launch_browser(path) as browser,
    ):
        addresses = every_address(site) if arguments.site else [site + path for path in DEMO_PAGES.values()]
        print(f"{tables.where(Chromium=browser.version)}\n")  # noqa: T201
        for line in report(addresses, browser, vnu):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
