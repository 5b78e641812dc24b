"""What a reader sees of every kind of page."""

import re

import pytest
from playwright.sync_api import expect

SOURCE = r"""
除以 $\sqrt{d_k}$ 的缩放因子，见脚注。[^1]

## 点积的方差

$$\operatorname{Var}(q^\top k) = d$$

### 用代码验证

```python
def scale(d: int) -> float:
    return d ** -0.5  # 方差回到一
```

| 方法 | 显存 |
|:-----|-----:|
| 标准 | 40.2 |

- [x] 推导

> [!NOTE]
> 初始化时才成立。

[^1]: 还需要四阶矩有限。
"""


@pytest.fixture
def post(live_server, make_post):
    return make_post("缩放点积注意力", slug="attention", source=SOURCE, tags=["注意力", "C++"])


def test_the_list_shows_twelve_cards_and_leads_to_the_next_page(open_page, live_server, make_post):
    for number in range(14):
        make_post(f"Post {number}")
    page = open_page()
    expect(page.locator(".card")).to_have_count(12)
    page.get_by_role("link", name="Page 2").click()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".pagination [aria-current=page]")).to_have_text("2")


def test_a_formula_on_a_card_is_set_as_one(open_page, post):
    page = open_page()
    expect(page.locator(".excerpt math msqrt")).to_be_visible()


def test_a_card_leads_to_its_post_wherever_it_is_clicked(open_page, post):
    page = open_page()
    page.locator(".excerpt").click(position={"x": 2, "y": 2}, force=True)
    expect(page).to_have_url("/posts/attention/")


def test_the_contents_stand_beside_the_text_where_there_is_room(open_page, post):
    page = open_page(post.get_absolute_url(), width=1440)
    contents, text = page.locator(".toc-sidebar").bounding_box(), page.locator(".prose").bounding_box()
    assert contents["x"] + contents["width"] <= text["x"]
    page.locator(".toc-sidebar").get_by_role("link", name="用代码验证").click()
    expect(page.locator("h3:target")).to_have_text("用代码验证")


def test_a_footnote_is_reached_and_left_by_its_links(open_page, post):
    page = open_page(post.get_absolute_url())
    page.locator(".footnote-ref a").click()
    expect(page.locator(".footnotes :target")).to_be_visible()
    page.locator(".footnote-backref").click()
    expect(page.locator(".footnote-ref :target")).to_be_visible()


def test_han_in_code_are_twice_as_wide_as_latin(open_page, live_server, make_post):
    make_post(slug="code", source="```\n注意力\nabcdef\n```")
    page = open_page("/posts/code/")
    page.evaluate("document.fonts.ready")
    widths = page.locator("pre code").evaluate(
        """code => ["注意力", "abcdef"].map(text => {
            const range = new Range(), start = code.textContent.indexOf(text);
            range.setStart(code.firstChild, start);
            range.setEnd(code.firstChild, start + text.length);
            return range.getBoundingClientRect().width;
        })"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.5)


def test_a_line_holds_thirty_four_to_forty_han(open_page, post):
    page = open_page(post.get_absolute_url(), width=1440)
    measure = page.locator(".prose").evaluate(
        "prose => prose.clientWidth / parseFloat(getComputedStyle(prose).fontSize)"
    )
    assert 34 <= measure <= 40


def test_reading_needs_no_javascript(open_page, post):
    page = open_page(post.get_absolute_url(), java_script_enabled=False)
    # What is seen works: the form of the search.
    page.get_by_role("searchbox").fill("缩放")
    assert page.locator("button:visible").count() == page.locator(".search-box button").count()
    expect(page.locator(".formula math")).to_be_visible()
    expect(page.locator(".code pre")).to_be_visible()
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))


def test_the_first_tab_stop_skips_to_the_content(open_page, post):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#_content")).to_be_focused()


def test_the_sign_of_a_heading_does_not_widen_the_page(open_page, live_server, make_post):
    make_post(slug="headings", source="\n\n".join(f"## {'题' * length}" for length in range(8, 16)))
    page = open_page("/posts/headings/", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_title_that_cannot_be_broken_does_not_widen_the_page(open_page, live_server, make_post):
    make_post("用 blogdown+hugo+netlify+github+pages 建博客：第一步", slug="long-title")
    page = open_page(width=320)
    for address in ("/", "/posts/long-title/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
