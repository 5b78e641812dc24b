"""Make the icons of home screens from static/favicon.svg, with Chromium and Playwright.

python docs/icons/make_icons.py /usr/bin/chromium
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

STATIC = Path(__file__).parents[2] / "static"
NIGHT = "#0a0e1a"  # of static/css/tokens.css

# By file: pixels, and the part of the side that the mark fills. Systems cut
# Apple's and maskable icons to a shape of their own; of the latter the inner
# four fifths are safe (W3C, Web Application Manifest, "Icon masks").
ICONS = {
    "apple-touch-icon": (180, 0.84),
    "icon-192": (192, 1),
    "icon-512": (512, 1),
    "maskable-512": (512, 0.7),
}


def draw(page: Page, name: str, size: int, part: float) -> None:
    ground = NIGHT if part < 1 else "transparent"
    mark = (STATIC / "favicon.svg").read_text().replace("<svg", f'<svg width="{size * part}"', 1)
    page.set_viewport_size({"width": size, "height": size})
    style = f"display: grid; place-content: center; height: 100vh; margin: 0; background: {ground}"
    page.set_content(f'<body style="{style}">{mark}')
    page.screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)


def main(chromium: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light")
        for name, (size, part) in ICONS.items():
            draw(page, name, size, part)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
