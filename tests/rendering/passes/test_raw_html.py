"""HTML of the author: kept, shown as it was typed, or replaced by what readers can use."""

import re
from html import unescape

import pytest

from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError


def visible_text(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


def warnings_of(source):
    return [(warning.kind, warning.line, warning.detail) for warning in render_in_process(source).warnings]


@pytest.mark.parametrize(
    "source",
    [
        "vector<int> v",
        "git clone <path> into x",
        "List<String>",
        "a<b and c>d",
        "a <i and j> b, <i>斜</i>",
        "the <title> tag",
        "<title> 在行首",
        "用 <select>、<noscript>、<template>、<text>、<list>、<set>",
        "</w> 与 <eos>",
        "vector<vector<int>> 与 x<y",
        "<b>没有结束",
        "没有开始</b> 的词",
        "<img> 与 <input> 与 <source> 与 <td>",
        "<iframe> 是什么",
        "<script> 放在哪里",
        "<Tab>printf",
        "<textarea> 与 <option>",
        "<meta> 与 <link>",
        "词<p>之后",
        "<math> 与 <svg>",
        "<user@host> <!DOCTYPE html>",
    ],
)
def test_what_is_no_html_for_readers_is_text(source):
    text = visible_text(render_in_process(source + "\n\n后面").html)
    expected = re.sub(r"</?[bi]>(?=斜|$)", "", source).replace("<i>斜</i>", "斜")
    assert text.replace("\n", "") == expected.replace("<user@host>", "user@host") + "后面"


@pytest.mark.parametrize("tag", ["path", "title", "select", "template", "noscript", "text", "int", "option"])
@pytest.mark.parametrize(
    "line", ["<{}>", "用 <{}> 吧", "<{}> 起头", "- <{}>", "> <{}>", "## <{}>", "| <{}> |\n|---|"]
)
def test_what_follows_a_refused_tag_stays(tag, line):
    rendered = render_in_process(f"{line.format(tag)}\n\n**重点**\n\n## 节")
    assert f"<{tag}>" in visible_text(rendered.html)
    assert "<strong>重点</strong>" in rendered.html
    assert rendered.toc[-1].id == "节"
    assert f"<{tag}>" in rendered.text


def test_markdown_below_a_refused_tag_is_read():
    assert render_in_process("<path>\n**里**").html == "<p>&lt;path&gt;\n<strong>里</strong></p>"


def test_in_code_and_in_html_nothing_gets_a_backslash():
    source = "```\n<path>\n```\n\n    <path>\n\n<div>\n<path>\n</div>\n\n<pre>\n<path>\n</pre>"
    assert "\\" not in render_in_process(source).html


@pytest.mark.parametrize(
    ("source", "warning"),
    [
        ("一\n\n<!-- 没写完\n\n二", ("typed-html", 3, "<!--")),
        ("一\n\n<?php\necho 1;\n\n二", ("typed-html", 3, "<?")),
        ("一 <?php echo 1; ?> 二", ("typed-html", 1, "<?php echo 1; ?>")),
        ("一\n\n<script>\n\n二", ("typed-html", 3, "<script")),
        ("一\n\n<style> 与\n\n二", ("typed-html", 3, "<style")),
        ("一\n\n<details>\n\n二", ("typed-html", 3, "<details>")),
        ("<div>\n<!-- 没写完\n\n二\n\n</div>", ("typed-html", 2, "<!--")),
        ("<script>\n\n二\n\n<script>x</script>", ("typed-html", 1, "<script")),
    ],
)
def test_what_is_never_closed_is_shown_and_named(source, warning):
    rendered = render_in_process(source)
    assert warning in warnings_of(source)
    assert "二" in visible_text(rendered.html)
    assert warning[2] in visible_text(rendered.html)


@pytest.mark.parametrize(
    ("source", "warning"),
    [
        ("一\n\n<script>alert(1)</script>", ("hidden-html", 3, "<script>")),
        ("一\n\n<style>\n\np {}\n</style>", ("hidden-html", 3, "<style>")),
        ("一 <script>alert(1)</script> 二", ("hidden-html", 1, "<script>")),
        ("一\n\n<meta name='referrer' content='no-referrer' />", ("hidden-html", 3, "<meta>")),
        ("一\n\n<link rel=stylesheet href=/a.css>", ("hidden-html", 3, "<link>")),
        ("<div>\n一\n</div>\n\n</div>", ("hidden-html", 5, "</div>")),
        ("一</a>\n二", ("hidden-html", 1, "</a>")),
        ("<table><tr><td><center>一</td></tr></table>", ("unclosed-html", 1, "<center>")),
        ("<!-- 一\n\n<!-- 二 -->", ("nested-comment", 1, "")),
    ],
)
def test_what_is_left_out_is_named(source, warning):
    assert warnings_of(source) == [warning]
    assert not re.search("alert|referrer|&lt;", render_in_process(source).html)


@pytest.mark.parametrize(
    "source",
    [
        "<div align=center>\n一\n</div>",
        "<p>一\n\n<ul><li>二<li>三</ul>",
        "<table><tr><td>一<td>二</table>",
        "<span>一\n\n二</span>",
        "一<br>二<br/>三</br>",
        "<!-- 私下 -->\n\n一 <!-- 里面 --> 二",
        "<div>\n<!-- 断开\n\n外 -->\n\n一\n\n</div>",
        "<p><o:p>一</o:p></p>",
        "<p>a<![if !supportLists]>一<![endif]></p>",
        "<font>一</font> <tt>二</tt>",
        "<details open><summary>一</summary>二</details>",
        "<ruby>一<rt>yī</ruby>",
    ],
)
def test_html_that_is_kept_needs_no_warning(source):
    rendered = render_in_process(source)
    assert rendered.warnings == ()
    assert "&lt;" not in rendered.html
    assert not re.search("私下|里面|断开|外|support", rendered.html)
    assert "一" in rendered.html


@pytest.mark.parametrize(
    ("source", "href", "host"),
    [
        ("<iframe src='//player.bilibili.com/player.html?bvid=BV1'></iframe>",
         "https://player.bilibili.com/player.html?bvid=BV1", "player.bilibili.com"),
        ("<iframe width=560 src=\"https://www.youtube.com/embed/a\" allowfullscreen></iframe>",
         "https://www.youtube.com/embed/a", "youtube.com"),
        ("<script src='https://gist.github.com/u/0a.js'></script>",
         "https://gist.github.com/u/0a", "gist.github.com"),
        ("<embed src='https://a.org/b.pdf' type='application/pdf'>", "https://a.org/b.pdf", "a.org"),
        ("<object data='https://a.org/b.pdf'>\n没有阅读器\n</object>", "https://a.org/b.pdf", "a.org"),
        ("<div class=video>\n<iframe src='https://codepen.io/u/embed/x' title='演示'></iframe>\n</div>",
         "https://codepen.io/u/embed/x", "codepen.io"),
    ],
)  # fmt: skip
def test_an_embed_becomes_a_card_with_its_host(source, href, host):
    rendered = render_in_process(f"一\n\n{source}\n\n二")
    assert f'<p class="bookmark"><a href="{href}">' in rendered.html
    assert f'<span class="bookmark-host">{host}</span>' in rendered.html
    assert "embed" in {warning.kind for warning in rendered.warnings}
    assert "二" in rendered.html


def test_an_embed_in_a_sentence_or_on_this_site_becomes_a_link():
    html = render_in_process("一 <iframe src='https://a.org/b'></iframe> 二").html
    assert html == '<p>一 <a href="https://a.org/b" class="address">https://a.org/b</a> 二</p>'
    html = render_in_process("<iframe src='/a.pdf'></iframe>").html
    assert html == '<p><a href="/a.pdf" class="address">/a.pdf</a></p>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<b>", "about:blank", ""])
def test_an_embed_of_nothing_that_a_link_may_have_is_text(url):
    html = render_in_process(f"<iframe src='{url}'></iframe>").html
    assert html.startswith("&lt;iframe")
    assert "href" not in html


def test_the_title_of_an_embed_names_the_link():
    html = render_in_process("<iframe src='https://a.org/b' title='演示 <b>'></iframe>").html
    assert '<span class="bookmark-title">演示 &lt;b&gt;</span>' in html


def test_a_form_leaves_its_words_and_where_it_leads():
    source = (
        "<form action='https://a.org/s'><label>邮箱</label><input name=a placeholder='you@b.org'>"
        "<input type=hidden value=密><select><option>甲<option>乙</select><button>订阅</button></form>\n\n后"
    )
    rendered = render_in_process(source)
    text = visible_text(rendered.html)
    assert [word in text for word in ("邮箱", "you@b.org", "甲", "乙", "订阅", "后")] == [True] * 6
    assert "密" not in text
    assert 'href="https://a.org/s"' in rendered.html
    assert warnings_of(source) == [("hidden-html", 1, "<form>")]


def test_of_a_pasted_drawing_the_words_stay():
    source = (
        '一\n\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">\n'
        "<title>图题</title><style>.a{fill:red}</style>\n"
        '<g><path d="M0 0L1 1"/><text x="1">图字</text></g>\n</svg>\n\n二'
    )
    rendered = render_in_process(source)
    assert visible_text(rendered.html).split() == ["一", "图题", "图字", "二"]
    assert ("hidden-html", 3, "<svg>") in warnings_of(source)


def test_words_html_is_read():
    source = (
        "<p class=MsoNormal style='margin-left:21.0pt'><b><span lang=EN-US>1.<o:p></o:p></span></b>"
        "<![if !supportLists]><span>第一点<o:p></o:p></span><![endif]></p>"
    )
    assert visible_text(render_in_process(source).html) == "1.第一点"


def test_many_generics_are_not_too_deep():
    assert render_in_process("List<String> " * 2000).text.count("<String>") == 2000


def test_a_post_of_one_unclosed_tag_shows_it():
    for tag in (
        "<div>",
        "<b>",
        "<script>",
        "<textarea>",
        "<select>",
        "<!--",
        "<svg>",
        "<math>",
        "<details>",
        "<b",
    ):
        assert visible_text(render_in_process(tag).html).strip() == tag


def test_a_line_of_five_megabytes_is_refused():
    with pytest.raises(RenderError):
        render_in_process("<b>" * 1_700_000)


def test_colour_and_size_that_are_lost_are_warned_of_once_for_each_way_of_typing_them():
    result = render_in_process(
        "<font color=red>一</font>，<font color=red>二</font>\n\n<font size=4>三</font>"
        "<span style='color: blue'>四</span><b style='margin:0'>五</b>"
    )
    assert result.text == "一，二\n三四五"
    assert [(warning.kind, warning.line, warning.detail) for warning in result.warnings] == [
        ("unused-mark", 1, "<font color=red>"),
        ("unused-mark", 3, "<font size=4>"),
        ("unused-mark", 3, "<span style='color: blue'>"),
    ]


@pytest.mark.parametrize(
    "typed",
    ["<kbd>Ctrl</kbd>", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "H<sub>2</sub>O", "x<sup>2</sup>"],
)
def test_keys_rubies_and_subscripts_stay(typed):
    result = render_in_process(f"术语\n: 定义 {typed}")
    assert result.html == f"<dl>\n<dt>术语</dt>\n<dd>定义 {typed}</dd>\n</dl>"
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("hidden", "line"),
    [
        ("<!-- 甲\n</b> -->", 4),
        ("<!-- 甲\n\n</b>\n-->", 6),
        ("<script>\n</b>\n</script>", 5),
        ("<iframe src='https://example.org/v'>\n</b></iframe>", 4),
    ],
)
def test_a_warning_names_the_line_of_the_tag_and_not_of_one_that_is_hidden_before_it(hidden, line):
    assert ("hidden-html", line, "</b>") in warnings_of(f"{hidden}\n\n</b>")
