"""What Mozilla's Readability, the reader mode of Firefox, keeps of each sample post.

It is no dependency: READABILITY names its folder, or npm gets it for the time of the test.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.browsers import HEADLESS_SHELL, find_chromium, launch_browser
from tests.support.demo_site import SAMPLES, serve_demo

PACKAGE = "@mozilla/readability@0.6"
# The text of each block of the post, without that of buttons; a picture by its file.
READ_PAGE = """() => {
  const squeeze = (text) => text.replace(/\\s+/g, "");
  const fileName = (image) => image.getAttribute("src").split("/").pop();
  document.querySelectorAll(".prose button").forEach((button) => button.remove());
  const prose = document.querySelector(".post .prose");
  const blocks = [...prose.querySelectorAll(
    "p, li, pre, td, th, h2, h3, h4, h5, h6, dt, dd, summary, figcaption, .formula"
  )].map((block) => squeeze(block.textContent));
  const images = [...prose.querySelectorAll("img")].map(fileName);
  const formulas = prose.querySelectorAll("math").length;
  const article = new Readability(document.cloneNode(true)).parse();
  const read = Object.assign(document.createElement("div"), { innerHTML: article.content });
  const text = squeeze(read.textContent);
  return {
    lost: [
      ...blocks.filter((block) => !text.includes(block)),
      ...images.filter((image) => !article.content.includes(image)),
    ],
    formulas: formulas - read.querySelectorAll("math").length,
    added: text.length - squeeze(prose.textContent).length,
    author: article.byline,
  };
}"""


@pytest.fixture(scope="module")
def readability(tmp_path_factory):
    """The script of Readability."""
    if folder := os.environ.get("READABILITY"):
        return (Path(folder) / "Readability.js").read_text(encoding="utf-8")
    if not (npm := shutil.which("npm")):
        pytest.skip("npm is not installed, and READABILITY names no folder")
    folder = tmp_path_factory.mktemp("readability")
    done = subprocess.run([npm, "pack", PACKAGE], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        pytest.skip(f"npm has no {PACKAGE}: {done.stderr.strip()[-200:]}")
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder, filter="data")
    return (folder / "package" / "Readability.js").read_text(encoding="utf-8")


def test_reader_mode_keeps_every_block_of_every_sample(readability):
    path = find_chromium(HEADLESS_SHELL)
    if path is None:
        pytest.skip("no Chromium found; install one or name it in CHROMIUM")
    lost = {}
    with serve_demo() as address, launch_browser(path) as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        for slug in SAMPLES:
            page.goto(f"{address}/posts/{slug}/")
            page.add_script_tag(content=readability)
            article = page.evaluate(READ_PAGE)
            # What is around the post is no part of it.
            if article["lost"] or article["formulas"] or article["added"] > 0 or not article["author"]:
                lost[slug] = article
    assert lost == {}
