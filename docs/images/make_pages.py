"""Take screenshots of each kind of page of a running site, for docs/reading.md and docs/writing.md.

`python docs/images/make_pages.py http://127.0.0.1:8000` writes docs/images/pages/:
a sheet for each kind, desktop and phone, light and dark. With `--password`,
that of the editor made by `make demo`, it takes those of the admin, into docs/images/admin/.
"""

import argparse
import io
import shutil
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
PAGES = {
    "list": "/",
    "post": "/posts/attention/",
    "formulas": "/posts/diffusion/#去噪后验有闭式解",
    "code": "/posts/transmission-guide/#代码",
    "archive": "/archive/",
    "category": "/categories/mo-xing-jie-gou/",
    "tags": "/tags/",
    "series": "/series/cong-ling-du-dong-transformer/",
    "search": "/search/?q=softmax",
    "nothing-found": "/search/?q=kuosan",
    "feeds": "/feeds/",
    "opened-feed": "/feeds/rss.xml",
    "not-found": "/no/such/page/",
}
# The number is that of the first post of `make demo`.
ADMIN_PAGES = {
    "dashboard": "/admin/",
    "posts": "/admin/posts/post/",
    "editor": "/admin/posts/post/1/change/",
    "history": "/admin/posts/post/1/history/",
    "tags": "/admin/posts/tag/",
    "pictures": "/admin/posts/picture/",
}
DESKTOP, PHONE = (1280, 844), (390, 844)
GAP, SCALE = 24, 0.6


def main(address: str, password: str) -> None:
    folder, pages = (HERE / "admin", ADMIN_PAGES) if password else (HERE / "pages", PAGES)
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"),
            args=["--no-sandbox"],
        )
        cookies = sign_in_editor(browser, address, password) if password else []
        for name, path in pages.items():
            shots = [
                take_screenshot(browser, address + path, cookies, size=size, color_scheme=scheme)
                for scheme in ("light", "dark")
                for size in (DESKTOP, PHONE)
            ]
            combine_screenshots(shots).save(folder / f"{name}.webp", quality=80, method=6)


def sign_in_editor(browser: Browser, address: str, password: str) -> list[Any]:
    """Return the session cookies of the editor."""
    page = browser.new_page()
    page.goto(f"{address}/admin/login/?next=/admin/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", password)
    page.click("[type=submit]")
    return list(page.context.cookies())


def take_screenshot(
    browser: Browser, address: str, cookies: list[Any], *, size: tuple[int, int], **look: Any
) -> Image.Image:
    """Return the visible part of a page in a window of `size` CSS pixels, once it is loaded."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", **look)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(address, wait_until="load")
    if page.locator(".editor").count():
        page.locator(".editor-counts li").first.wait_for()  # the preview is there
    page.wait_for_timeout(1500)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return shot


def combine_screenshots(shots: list[Image.Image]) -> Image.Image:
    """Return the four screenshots of a page as one picture, two by two."""
    small = [
        shot.resize([round(side * SCALE) for side in shot.size], Image.Resampling.LANCZOS) for shot in shots
    ]
    width = sum(shot.width for shot in small[:2]) + GAP
    paper = Image.new("RGB", (width, 2 * small[0].height + GAP), "white")
    for row, pair in enumerate((small[:2], small[2:])):
        paper.paste(pair[0], (0, row * (pair[0].height + GAP)))
        paper.paste(pair[1], (pair[0].width + GAP, row * (pair[0].height + GAP)))
    return paper


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--password", default="")
    options = parser.parse_args()
    main(options.address.rstrip("/"), options.password)
