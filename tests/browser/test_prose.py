"""What the stylesheet of the text does that only a browser shows."""

import pytest

PARAGRAPH = "一段不长不短的正文，说的是同一件事。" * 20
NOTES = f"""
甲[^a]，乙[^b]。

{PARAGRAPH}

丙[^c]。

{PARAGRAPH}

[^a]: {"注。" * 30}
[^b]: {"注。" * 30}
[^c]: 宽的公式 $a_1+a_2+a_3+a_4+a_5+a_6+a_7+a_8+a_9+a_{{10}}+a_{{11}}+a_{{12}}$ 自己滚动。
"""
CODE = """
```python {2} title="a.py"
def f(x):
    # 长长的一行，比手机的屏幕宽，所以要左右滚动才看得完，不会折行
    y = x


    return y
```
"""
EQUATION = r"$$a_1+a_2+a_3+a_4+a_5+a_6+a_7+a_8+a_9+a_{10}+a_{11}+a_{12}+a_{13}+a_{14} \tag{12}$$"
FOLDED = f"""
> [!TIP]- 点开
> 折叠的答案 $x$

<details><summary>更多</summary>

折叠的正文

</details>

[链接](https://example.org/a)、https://example.org/b 、[站内](/archive/)，注[^a]。

> [!LINKS]
> - [友人](https://example.org/c) 说明

{CODE}

[^a]: 脚注
"""
# Of the text, what nobody sees: its first words.
UNSEEN = """() => [...document.querySelectorAll(".prose :is(p, li, pre, summary)")]
  .filter((block) => !block.checkVisibility({ contentVisibilityAuto: true }) || block.clientHeight < 8)
  .map((block) => block.textContent.trim().slice(0, 20))"""
SHOWN_ADDRESSES = """() => [...document.querySelectorAll(".prose a")]
  .map((link) => getComputedStyle(link, "::after"))
  .filter(({ content, position }) => content.includes("(") && position === "static")
  .map(({ content }) => content)"""
# Tops and bottoms of the notes, and the tops of what they belong to.
PLACES = """() => [...document.querySelectorAll(".beside > ol > li")].map((note) => {
  const { top, bottom, left } = note.getBoundingClientRect();
  const reference = document.querySelector(`sup[data-note="${note.dataset.note}"]`);
  return { top, bottom, left, reference: reference.getBoundingClientRect().top };
})"""


@pytest.fixture
def open_post(open_page, live_server, make_post):
    def open_post(source, **options):
        make_post("文章", slug="post", source=source)
        return open_page("/posts/post/", **options)

    return open_post


def test_notes_stand_beside_their_references_and_never_on_one_another(open_post):
    page = open_post(NOTES, width=1280)
    first, second, third = page.evaluate(PLACES)
    text = page.locator(".prose").bounding_box()
    assert first["left"] > text["x"] + text["width"]
    assert abs(first["top"] - first["reference"]) < 8
    assert second["top"] > first["bottom"]
    assert abs(third["top"] - third["reference"]) < 8
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_notes_stand_at_the_end_where_there_is_no_margin(open_post):
    page = open_post(NOTES, width=1000)
    text = page.locator(".prose > p").last.bounding_box()
    assert all(place["top"] > text["y"] + text["height"] for place in page.evaluate(PLACES))


def test_selected_code_has_no_numbers_and_all_its_lines(open_post):
    page = open_post(CODE)
    selected = page.evaluate(
        """() => {
        const code = document.querySelector("pre[data-lines]");
        getSelection().selectAllChildren(code);
        return [getSelection().toString().trimEnd(), code.textContent.trimEnd()];
    }"""
    )
    assert selected[0] == selected[1]
    assert selected[0].count("\n") == 5


def test_the_numbers_of_lines_stay_while_the_code_scrolls(open_post):
    page = open_post(CODE, width=320)
    pre = page.locator("pre[data-lines]")
    assert pre.evaluate("(pre) => pre.scrollWidth > pre.clientWidth")
    assert pre.evaluate("(pre) => getComputedStyle(pre, '::before').position") == "sticky"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_number_of_an_equation_is_seen_on_a_phone(open_post):
    page = open_post(EQUATION, width=390)
    assert page.locator(".formula").evaluate("(box) => box.scrollWidth > box.clientWidth")
    number = page.locator("mtd.half.right").bounding_box()
    assert number["x"] > 0
    assert number["x"] + number["width"] <= 390


def test_paper_has_all_that_is_folded_and_where_links_lead(open_post):
    page = open_post(FOLDED, color_scheme="dark", width=700)
    assert page.evaluate(UNSEEN) == ["折叠的答案 xx", "折叠的正文"]
    page.locator("#_shortcuts").evaluate("(help) => help.showModal()")
    page.locator("#_reading-settings").evaluate("(panel) => panel.showPopover()")
    page.emulate_media(media="print")
    assert page.evaluate(UNSEEN) == []
    assert page.evaluate(SHOWN_ADDRESSES) == ['" (https://example.org/a)"', '" (https://example.org/c)"']
    colours = page.locator(":root").evaluate(
        "(root) => [getComputedStyle(root).backgroundColor, getComputedStyle(root).colorScheme]"
    )
    assert colours == ["rgb(255, 255, 255)", "light"]
    assert page.locator(".prose pre").evaluate("(pre) => pre.scrollWidth <= pre.clientWidth")
    seen = page.locator(":is(nav, button, footer, dialog, search, [popover], .skip-link)").evaluate_all(
        "(parts) => parts.filter((part) => part.checkVisibility()).map((part) => part.className)"
    )
    assert seen == []
