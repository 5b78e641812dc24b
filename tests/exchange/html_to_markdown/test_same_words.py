"""What the Markdown shows is what the HTML showed: the same words, marks, links, headings, whatever signs."""

import random
import re

import pytest

from posts.exchange.html_to_markdown import convert_html
from posts.rendering.pipeline import render_in_process
from tests.support.html_pieces import HtmlGenerator, read_seen_text
from tests.support.proofs import IS_LONG, scale


def show(html):
    return render_in_process(convert_html(html).markdown).html


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["text", "inline", "blocks"])
def test_any_signs_come_out_as_the_text_they_were(kind):
    seed = random.randrange(10**9) if IS_LONG else 0  # what fails in the suite stops whoever made it fail
    pages = HtmlGenerator(random.Random(seed))
    make = {
        "text": lambda: f"<p>{pages.text()}</p>",
        "inline": lambda: f"<p>{pages.inline()}</p>",
        "blocks": lambda: pages.blocks(0, 3),
    }[kind]
    for number in range(scale(60, 5_000)):
        html = make()
        shown = show(html)
        if 'class="bookmark' in shown:  # a lone address is a card on purpose
            continue
        # Headings and heads of tables are bold, and code has no marks inside of it.
        with_marks = not any(tag in html for tag in ("<table", "<code", "<h2"))
        assert read_seen_text(shown, with_marks=with_marks) == read_seen_text(html, with_marks=with_marks), (
            f"seed {seed}, page {number}: {html!r} became {convert_html(html).markdown!r}"
        )


PLAIN = [
    "2 * 3 = 6", "snake_case_name", "a < b > c", "costs $5", "10~20", "see [1]", "C:\\Users\\x", "AT&T",
    "e.g. f(x) = x^2", "#hashtag", "50% off", "1.5 m", "“引号”、《书名》——破折号……",
    "https://a.example/b_c?d=e&f=g x",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_text_that_no_mark_is_in_stays_as_readable_as_it_was(text):
    html = text.replace("&", "&amp;").replace("<", "&lt;")
    assert convert_html(f"<p>{html}</p>").markdown == f"{text}\n"


EMPHASIS = [
    ("<b>“词”</b>字", "**“词”**字"),
    ("字<b>（词）</b>字", "字**（词）**字"),
    ("他说<i>“好”</i>。", "他说*“好”*。"),
    ("foo<b>“bar”</b>baz", "foo<strong>“bar”</strong>baz"),
    ("x<b>(a)</b>y", "x<strong>(a)</strong>y"),
    ("<b> two words </b>follow", "**two words** follow"),
    ("<b>both <i>at once</i></b>", "**both _at once_**"),
    ("<b><i>both</i></b>", "**_both_**"),
    ("<b>a</b><b>b</b>", "**ab**"),
    ("<b>a</b><i>b</i>", "<strong>a</strong>*b*"),
    ("un<b>believ</b>able", "un**believ**able"),
    ("<b>1<br>2</b>", "**1**\\\n**2**"),
    ("<s>旧</s>新", "~~旧~~新"),
    ("<mark>要</mark>点", "==要==点"),
    ("H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>", "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>"),
    ("<code>a`b</code>", "``a`b``"),
    ("<code>`</code>", "`` ` ``"),
    ('<a href="https://a.example/(b)">[x]</a>', "[&#91;x&#93;](https://a.example/%28b%29)"),
    ('<b><a href="https://a.example/">粗</a></b>', "[**粗**](https://a.example/)"),
    ("<ruby>漢<rt>かん</rt></ruby>字", "<ruby>漢<rt>かん</rt></ruby>字"),
    ("<q>引</q>", "“引”"),
]


@pytest.mark.parametrize(("html", "markdown"), EMPHASIS)
def test_marks_are_written_so_that_they_work(html, markdown):
    assert convert_html(f"<p>{html}</p>").markdown == f"{markdown}\n"
    has_code = "<code" in html
    shown = show(f"<p>{html}</p>")
    if not has_code and "<ruby" not in html and "<q" not in html and "a.example" not in html:
        assert read_seen_text(shown) == read_seen_text(f"<p>{html}</p>")


def test_headings_keep_their_levels_and_lose_marks_that_they_have_anyway():
    html = "<h1><b>一</b></h1><h2><span style='font-weight:700'>二 #</span></h2><h3>1. 三<br>行</h3><h2></h2>"
    assert convert_html(html).markdown == "# 一\n\n## 二 \\#\n\n### 1. 三 行\n"
    assert re.findall(r"<h(\d)", show(html)) == ["2", "3", "4"]
