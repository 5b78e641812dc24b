"""Show every kind of formula as we set it beside the way KaTeX does, in one picture.

    python docs/formulas/make_sampler.py --katex node_modules/katex --chromium /usr/bin/chromium

Needs node, the npm package katex and a Chromium. Writes docs/images/formulas.webp.
"""

import argparse
import html
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from posts.rendering.formulas import Formula, typeset_formulas  # noqa: E402  (needs the path above)

KATEX = """
const katex = require(process.argv[1]);
const options = {displayMode: true, strict: false, throwOnError: false, output: "html"};
const set = (tex) => katex.renderToString(tex, options);
const formulas = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(formulas.map(set)));
"""
PAGE = """<!doctype html>
<html lang="zh-Hans">
<meta charset="utf-8">
<link rel="stylesheet" href="{katex}/dist/katex.min.css">
<link rel="stylesheet" href="{static}/css/tokens.css">
<link rel="stylesheet" href="{static}/css/math.css">
<style>
  body {{ margin: 0; padding: 24px; width: 1552px; font: 18px/1.8 var(--font-text) }}
  body {{ color: #1d2331; background: white; --color-background: white }}
  table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
  th, body > table > tbody > tr > td {{ border-bottom: 1px solid #ddd; padding: 2px 12px; text-align: left }}
  th:first-child {{ width: 110px }}
  td:first-child {{ font-size: 13px; line-height: 1.3 }}
  .katex-display {{ margin: 0 }}
</style>
<table><tr><th>Kind<th>Ours, MathML<th>KaTeX
{rows}
</table>
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the picture of the formula sampler.")
    parser.add_argument("--katex", type=Path, required=True, help="the folder of the npm package")
    parser.add_argument("--chromium", help="the browser, where Playwright has none of its own")
    parser.add_argument("--target", type=Path, default=ROOT / "docs" / "images" / "formulas.webp")
    arguments = parser.parse_args()
    samples = json.loads((HERE / "sampler.json").read_text())
    page = build_page(samples, arguments.katex.resolve())
    with tempfile.TemporaryDirectory() as folder:
        source, picture = Path(folder) / "sampler.html", Path(folder) / "sampler.png"
        source.write_text(page)
        photograph(source, picture, arguments.chromium)
        Image.open(picture).save(arguments.target, quality=60, method=6)


def build_page(samples: list[tuple[str, str]], katex: Path) -> str:
    """Return the page, a row for each of `samples`, which are pairs of a name and TeX."""
    formulas = [tex for _, tex in samples]
    ours = [result.html for result in typeset_formulas([Formula(tex, display=True) for tex in formulas])]
    theirs = run_katex(formulas, katex)
    rows = "\n".join(
        f'<tr><td>{html.escape(name)}<td><div class="formula">{one}</div><td>{other}'
        for (name, _), one, other in zip(samples, ours, theirs, strict=True)
    )
    return PAGE.format(katex=katex.as_uri(), static=(ROOT / "static").as_uri(), rows=rows)


def run_katex(formulas: list[str], katex: Path) -> list[str]:
    command = ["node", "-e", KATEX, str(katex)]
    source = json.dumps(formulas)
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)  # noqa: S603
    return list(json.loads(done.stdout))


def photograph(source: Path, picture: Path, chromium: str | None) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 900}, device_scale_factor=1.25)
        page.goto(source.as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=picture, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
