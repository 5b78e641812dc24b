"""The formula sampler as each browser draws it: a picture of each formula, and a sheet of all to look at."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from posts.rendering.formulas import Formula, typeset_formulas
from tests.support.demo_site import ROOT

SAMPLER = ROOT / "docs" / "formulas" / "sampler.json"
# In pixels: large, so that smoothing is little beside a letter; and in formulas letters are 1.16 as large.
FONT_SIZE = 32
EM = FONT_SIZE * 1.16
WIDTH = 1180
PAGE = """<!doctype html>
<html lang="zh-Hans">
<meta charset="utf-8">
<title>Formulas</title>
<link rel="stylesheet" href="{static}/css/tokens.css">
<link rel="stylesheet" href="{static}/css/math.css">
<style>
  body {{ margin: 0; padding: 8px; background: white; color: black }}
  .formula {{ width: {width}px; font: {size}px/1.8 var(--font-text); --color-background: white }}
  {style}
</style>
{formulas}
"""
READY = "document.fonts.status === 'loaded'"
# What is drawn is there two frames later.
SHOW_ELEMENT = """
const [element, done] = arguments;
element.scrollIntoView({ block: "center" });
const { left, top, right, bottom } = element.getBoundingClientRect();
requestAnimationFrame(() => requestAnimationFrame(() => done([left, top, right, bottom])));
"""
LABEL_HEIGHT, MARGIN = 14, 6


def read_sampler() -> dict[str, str]:
    """Return the formulas of the sampler, TeX by name."""
    return dict(json.loads(SAMPLER.read_text(encoding="utf-8")))


def write_page(path: Path, formulas: Sequence[str], style: str = "") -> str:
    """Write a page that shows `formulas`, one below the other, to `path`; return its address."""
    typeset = typeset_formulas([Formula(tex, display=True) for tex in formulas])
    assert [result.error for result in typeset if result.error] == []
    boxes = "\n".join(f'<div class="formula">{result.html}</div>' for result in typeset)
    static = (ROOT / "static").as_uri()
    page = PAGE.format(static=static, width=WIDTH, size=FONT_SIZE, style=style, formulas=boxes)
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


def photograph_page(driver: Any, address: str, await_true: Callable[[Any, str], None]) -> list[Image.Image]:
    """Return a picture of each formula of a page, by a driver of Selenium."""
    driver.set_window_size(WIDTH + 60, 900)
    driver.get(address)
    await_true(driver, READY)
    boxes = driver.find_elements("class name", "formula")
    return [photograph_element(driver, box) for box in boxes]


def photograph_element(driver: Any, element: Any) -> Image.Image:
    """Return a picture of an element, cut out of one of its window: WebKit has none of elements."""
    box = driver.execute_async_script(SHOW_ELEMENT, element)
    window = open_picture(driver.get_screenshot_as_png())
    return window.crop(tuple(round(side) for side in box))


def open_picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def write_sheet(path: Path, pictures: Mapping[str, Sequence[Image.Image]], labels: Sequence[str]) -> None:
    """Write a sheet with a column of `pictures` for each browser, and a row for each of `labels`."""
    columns = [[picture.reduce(2) for picture in column] for column in pictures.values()]
    width = WIDTH // 2 + MARGIN
    heights = [
        max(picture.height for picture in row) + LABEL_HEIGHT + MARGIN for row in zip(*columns, strict=True)
    ]
    sheet = Image.new("RGB", (width * len(columns), sum(heights) + LABEL_HEIGHT), "white")
    draw = ImageDraw.Draw(sheet)
    for place, name in enumerate(pictures):
        draw.text((place * width + MARGIN, 0), name, fill="red")
    top = LABEL_HEIGHT
    for label, height, row in zip(labels, heights, zip(*columns, strict=True), strict=True):
        draw.text((MARGIN, top), label, fill="gray")
        for place, picture in enumerate(row):
            sheet.paste(picture, (place * width, top + LABEL_HEIGHT))
        top += height
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
