"""Diagrams on a page: under its policy, on a phone, enlarged."""

import pytest
from playwright.sync_api import expect

from posts.models import Post

SOURCE = """前

```mermaid title="训练流程"
flowchart LR
  A[读取数据] --> B[清洗与划分] --> C{是否收敛？} -->|否| D[更新参数]
  D --> E[验证] --> F[保存模型] --> G[部署上线]
  C -->|是| F
  style D fill:#ffd0d0
```

```dot
digraph { rankdir=LR; 开始 -> 结束 [label="完成"] }
```
"""


@pytest.fixture
def diagram_post(make_post) -> Post:
    return make_post("Diagrams", source=SOURCE, language="zh-Hans")


def test_a_diagram_fits_the_phone_and_is_seen_in_full_size(open_page, diagram_post):
    # The page's policy refuses nothing: what the browser complains of fails the test.
    page = open_page(diagram_post.get_absolute_url(), width=390)
    picture = page.get_by_role("img", name="图: ").first
    box = picture.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("a.zoom").first.click()
    image = page.get_by_role("dialog").get_by_role("img")
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 800
    page.get_by_role("dialog").get_by_role("button").first.click()
    assert image.bounding_box()["width"] > 800


def test_the_colours_of_a_diagram_follow_the_scheme(open_page, diagram_post):
    page = open_page(diagram_post.get_absolute_url())
    text = page.locator(".diagram-picture text", has_text="读取数据")
    colours = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours.append(text.evaluate("text => getComputedStyle(text).fill"))
    assert colours[0] != colours[1]
