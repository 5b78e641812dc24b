"""Excerpts."""

import re
from time import process_time

import pytest

from posts.rendering.passes.excerpt_opening import opening_paragraphs
from posts.rendering.pipeline import render_in_process
from posts.rendering.tree import parse_html

SENTENCE = "这是一个恰好有二十个汉字的句子请你数一数。"  # 20 Han characters and a full stop
ENGLISH = "This short sentence has exactly eight plain words. "


def excerpt(source, **options):
    return render_in_process(source, **options).excerpt


def text_of(html):
    return re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", html)


def test_a_short_post_is_its_own_excerpt():
    assert excerpt("一**二**三。") == "<p>一<strong>二</strong>三。</p>"


def test_a_summary_comes_first():
    assert excerpt("文 <!-- more --> 文", summary="摘要 $x$ 与 `code`").startswith("<p>摘要 <math")


def test_a_summary_tells_of_its_formulas():
    assert render_in_process("文", summary="$x$").has_math
    [warning] = render_in_process("文", summary="$\\foo$").warnings
    assert (warning.kind, warning.field, warning.line) == ("formula", "summary", 1)


def test_a_summary_is_never_cut():
    assert text_of(excerpt("文", summary=SENTENCE * 30)) == SENTENCE * 30


@pytest.mark.parametrize("mark", ["<!-- more -->", "<!--more-->", "<!-- MORE -->"])
def test_the_authors_mark_ends_it(mark):
    assert excerpt(f"一\n\n二\n\n{mark}\n\n三") == "<p>一</p>\n<p>二</p>"
    assert excerpt(f"一{mark}二") == "<p>一</p>"


def test_the_mark_itself_is_not_on_the_page():
    assert render_in_process("一\n\n<!-- more -->\n\n二").html == "<p>一</p>\n\n<p>二</p>"


@pytest.mark.parametrize("code", ["```\n<!-- more -->\n```", "`<!-- more -->`"])
def test_a_mark_in_code_is_none(code):
    assert text_of(excerpt(f"一\n\n{code}\n\n二")).startswith("一")
    assert "二" in excerpt(f"一\n\n{code}\n\n二")


def test_it_ends_after_about_85_han_characters():
    assert text_of(excerpt(SENTENCE * 30)) == SENTENCE * 5


def test_it_ends_after_about_38_words():
    assert text_of(excerpt(ENGLISH * 40)).strip() == (ENGLISH * 5).strip()


def test_paragraphs_add_up():
    source = "\n\n".join([SENTENCE * 2] * 10)
    assert excerpt(source).count("<p>") == 3
    assert text_of(excerpt(source)).count(SENTENCE) == 5


class TestLists:
    """An excerpt never ends inside a list: there is none in it but what its author chose."""

    def test_a_short_list_is_a_sentence(self):
        source = f"分两步：\n\n- {SENTENCE}\n- **第二项**\n\n  文\n  - 甲\n  - 乙\n- 丙"
        assert excerpt(source) == f"<p>分两步：</p><p>{SENTENCE}<strong>第二项</strong> 文；甲；乙；丙</p>"

    def test_items_in_latin_letters_are_parted_by_semicolons(self):
        assert (
            text_of(excerpt("In two steps:\n\n1. one\n2. two.\n3. three")) == "In two steps:one; two. three"
        )

    def test_a_list_that_is_too_long_is_passed_over_with_what_introduces_it(self):
        items = "- " + "\n- ".join([SENTENCE] * 30)
        assert text_of(excerpt(f"{SENTENCE}有三：\n\n{items}\n\n后。")).strip() == f"{SENTENCE}后。"
        assert text_of(excerpt(f"有三：\n\n{items}\n\n后。")) == "后。"

    def test_a_list_that_comes_first_is_passed_over(self):
        assert excerpt("- [一](#a)\n- [二](#b)\n\n文。") == "<p>文。</p>"

    def test_a_post_that_is_a_list_shows_its_first_items(self):
        items = excerpt("- " + "\n- ".join([SENTENCE] * 30))
        assert items == f"<p>{SENTENCE * 5}</p>"

    def test_with_enough_before_it_the_excerpt_ends_there(self):
        assert text_of(excerpt(f"{SENTENCE * 3}有二：\n\n- 甲。\n- 乙。\n\n后。")) == SENTENCE * 3

    def test_what_its_author_chose_stays(self):
        assert excerpt("文", summary="甲：\n\n- 乙").endswith("<ul>\n<li>乙</li>\n</ul>")
        assert excerpt("甲：\n\n- 乙\n\n<!-- more -->\n\n丙").endswith("<li>乙</li>\n</ul>")
        assert excerpt("甲。\n\n- 乙\n- 丙 <!-- more -->\n\n丁") == "<p>甲。</p>"


@pytest.mark.parametrize(
    "left_out",
    [
        "## 标题",
        "![left out](/a.png)",
        '![left](/a.png "out")',
        "<details><summary>left</summary>out</details>",
        "---",
    ],
)
def test_what_has_no_place_in_it(left_out):
    assert excerpt(f"{left_out}\n\n文。") == "<p>文。</p>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<div>\n\n文。\n\n</div>", "<p>文。</p>"),
        ("> [!NOTE] 题\n> 文。", "<p>ℹ️ 文。</p>"),
        ("<div>\n\n> [!TIP]\n> 文。\n\n</div>", "<p>💡 文。</p>"),
        ("> [!TIP]\n> ```\n> x\n> ```\n>\n> 文", '<p>💡</p><p class="omitted">〔代码〕</p><p>文</p>'),
    ],
)
@pytest.mark.parametrize("mark", ["", "\n\n<!-- more -->\n\n更多"])
def test_a_callout_counts_without_its_box_and_keeps_its_sign(source, mark, shown):
    assert re.sub(r"</p>\n+<p", "</p><p", excerpt(source + mark)) == shown


LEFT_OUT = {"代码": "```\nx = 1\n```", "表格": "| a |\n|---|\n| b |", "链接": "https://example.org/a"}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_it_shows_where_something_was_left_out(name):
    mark = f'<p class="omitted">〔{name}〕</p>'
    assert excerpt(f"甲。\n\n{LEFT_OUT[name]}\n\n乙。") == f"<p>甲。</p>{mark}<p>乙。</p>"
    assert excerpt(f"{LEFT_OUT[name]}\n\n乙。") == "<p>乙。</p>"
    assert excerpt(LEFT_OUT[name]) == mark
    assert excerpt(f"{SENTENCE * 3}\n\n{LEFT_OUT[name]}\n\n乙。") == f"<p>{SENTENCE * 3}</p>"
    assert excerpt(f"甲。\n\n{LEFT_OUT[name]}") == f"<p>甲。</p>{mark}"
    assert mark in excerpt(f"甲。\n\n{LEFT_OUT[name]}\n\n<!-- more -->\n\n乙。")
    assert mark in excerpt("文", summary=f"甲。\n\n{LEFT_OUT[name]}")


def test_what_is_left_out_at_one_place_is_named_once():
    html = excerpt("\n\n".join(["甲。", *LEFT_OUT.values(), *LEFT_OUT.values(), "乙。"]))
    assert html == '<p>甲。</p><p class="omitted">〔代码〕 〔表格〕 〔链接〕</p><p>乙。</p>'


def test_what_is_left_out_of_a_list_is_named_there():
    source = "- 甲\n\n  ```\n  x\n  ```\n- 乙\n\n<!-- more -->"
    assert '<p class="omitted">〔代码〕</p></li>' in excerpt(source)


def test_what_is_left_out_is_named_in_the_language_of_the_post():
    assert '<p class="omitted">[code]</p>' in excerpt("One.\n\n```\nx\n```\n\nTwo.", language="en")


def test_what_is_left_out_behind_a_full_excerpt_is_not_named():
    assert "omitted" not in excerpt(f"{SENTENCE * 6}\n\n```\nx\n```\n\n乙。")


def test_a_mark_before_everything_is_passed_over():
    assert excerpt("## 一\n\n<!-- more -->\n\n文。") == "<p>文。</p>"


def test_footnotes_ids_and_inner_links_are_left_out():
    source = '文[^1]，[见](#a)，[外](/b/)。<span id="a">甲</span>\n\n## a\n\n[^1]: 注'
    assert excerpt(source) == '<p>文，见，<a href="/b/">外</a>。<span>甲</span></p>'


def test_a_numbered_equation_brings_no_id():
    html = excerpt("$$x \\label{a} \\tag{1}$$\n\n见 $\\eqref{a}$。")
    assert "<math" in html
    assert " id=" not in html
    assert 'href="#' not in html


def test_a_formula_is_never_cut():
    formula = "$" + "+".join(f"x_{{{number}}}" for number in range(300)) + "$"
    html = excerpt(SENTENCE * 4 + f"令{formula}很长，" + SENTENCE * 10)
    assert html.count("<math") == html.count("</math>")
    assert html.count("<annotation") == html.count("</annotation>")


@pytest.mark.parametrize("piece", ["`a. b. c.`", "[一。二。三](/a/)", "$x。y$", "<kbd>a. b</kbd>"])
def test_nothing_whole_is_cut(piece, tags_of):
    # With the class that a formula has between Han characters.
    whole = render_in_process(f"字{piece}字").html.removeprefix("<p>字").removesuffix("字</p>")
    for before in range(20):
        html = excerpt("字" * (75 + before) + piece + "字" * 100 + "。")
        tags_of(html)
        assert piece[1] not in html or whole in html


def test_a_sentence_without_an_end_is_cut_after_a_clause():
    assert text_of(excerpt("字" * 75 + "，" + "字" * 300)) == "字" * 75 + "，…"


def test_a_text_without_any_mark_is_cut_between_characters():
    assert text_of(excerpt("字" * 500)) == "字" * 85 + "…"


@pytest.mark.parametrize("character", ["👨‍👩‍👧", "é", "🇨🇳", "👍🏽", "❤️"])
def test_a_character_of_several_code_points_is_never_cut(character):
    for before in range(83, 87):
        text = text_of(excerpt("字" * before + character + "字" * 200))
        assert character in text or character[0] not in text


@pytest.mark.parametrize("word", ["e.g. this", "Eq. 3", "et al. (2017)", "3.14", "Node.js"])
def test_a_full_stop_does_not_always_end_a_sentence(word):
    source = "word " * 33 + f"see {word} and then it goes on. And " + "more " * 100
    assert text_of(excerpt(source)).endswith("goes on.")


def test_a_hyphen_stays_a_hyphen():
    assert excerpt('end-to-end -- a -> b\'s "c"') == '<p>end-to-end -- a -&gt; b\'s "c"</p>'


def test_a_display_formula_is_kept():
    assert '<div class="formula" tabindex="0"><math' in excerpt("有：\n\n$$x$$\n\n完。")


def test_it_ends_before_a_display_formula_where_that_is_enough():
    formula = "\n\n$$\nx \\\\\ny\n$$\n\n"
    assert excerpt(f"{SENTENCE * 3}{formula}{SENTENCE}" * 9).count("<math") == 0
    assert excerpt(f"{SENTENCE}{formula}{SENTENCE * 20}").count("<math") == 1


@pytest.mark.parametrize("introduction", ["定义如下：", "于是损失为", "损失 $L$"])
def test_what_introduces_a_formula_goes_with_it(introduction):
    formula = "\n\n$$\nx \\\\ y \\\\ z\n$$\n\n"
    assert excerpt(f"{introduction}{formula}{SENTENCE}").count('class="formula"') == 1
    assert text_of(excerpt(f"{SENTENCE * 4}{introduction}{formula}{SENTENCE}")) == SENTENCE * 4
    assert text_of(excerpt(f"{SENTENCE * 4}\n\n{introduction}{formula}{SENTENCE}")).strip() == SENTENCE * 4
    assert text_of(excerpt(f"{SENTENCE * 5}\n\n{introduction}{formula}{SENTENCE}")) == SENTENCE * 5


def test_an_excerpt_does_not_end_with_what_introduces_code():
    assert text_of(excerpt(f"{SENTENCE}代码如下：\n\n```\nx\n```")) == SENTENCE
    assert text_of(excerpt("代码如下：\n\n```\nx\n```")) == "代码如下：〔代码〕"
    assert text_of(excerpt(f"{SENTENCE * 5}代码：\n\n```\nx\n```\n\n{SENTENCE}")) == SENTENCE * 5


def test_a_long_formula_is_kept_where_there_is_little_before_it():
    assert "<math" in excerpt("有：\n\n$$" + r"x \\ " * 9 + f"y$$\n\n{SENTENCE * 20}")


LEFTOVERS = """
转载自[别处](https://example.org/)，略有修改。
本文首发于《程序员》杂志。
注：本文最初发表于某公众号
【编辑部按】本文选自狗熊会分析报告，作者为甲。
本文于2021年7月发表在《统计研究》第38卷第7期；此后又作了扩充。
（图片来源：https://example.org/）
原文载于甲的博客。
本文作者：任坤，厦门大学硕士生。研究兴趣为计算统计。
本期投稿：谢益辉 曾如山
本文内容主要参考自：
> 本文为《强化学习系列》文章
更新于 2024-05-19
大家好，我是水妈，主要教统计学。
[TOC]
{{< toc >}}
{% include toc.html %}
{:toc}
目录
**摘要**
原文链接：https://example.org/a
https://example.org/a
全文共计3869字，预计需要10分钟。
本文已获得原作者授权。
This post was originally published on Medium.
Reposted from [a friend](https://example.org/).
*Cross-posted on the lab's blog.*
Updated: 2024-05-01
Photo by Somebody on Unsplash
Hi everyone!
Table of Contents
By Jane Doe
![图](/a.png)
![](/a.png)⏎⏎图 1：某处的合影
![](/a.png)⏎⏎某处的合影
""".strip().split("\n")


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_it_begins_with_the_text(leftover):
    leftover = leftover.replace("⏎", "\n")
    assert excerpt(f"{leftover}\n\n文章从这里开始。") == "<p>文章从这里开始。</p>"
    if not leftover.startswith("!"):
        assert excerpt(f"{leftover}\n\n正文由此始。\n\n<!-- more -->\n\n更多。") == "<p>正文由此始。</p>"


@pytest.mark.parametrize("summary", ["转载自别处。", "大家好！", "By Jane Doe"])
def test_a_summary_begins_as_its_author_wrote_it(summary):
    assert excerpt("文", summary=summary) == f"<p>{summary}</p>"


BEGINNINGS = """
本文介绍如何发布一个包，并参考了许多例子。
本文作者认为，这样更好。
本文为《娱乐至死》的读书随想。
来源于生活的例子最好懂。
图像分类是一个经典问题。
作者写这本书用了十年。
This post is about translated poetry.
Update rules are the heart of every optimizer.
Sources of noise are many.
By the end of this post you will know why.
Hidden layers are hard to read.
Tables of contents are useful.
""".strip().split("\n")


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_text_that_begins_like_a_leftover_is_none(beginning):
    assert text_of(excerpt(f"{beginning}\n\n后面还有文字。")).startswith(beginning)


def test_a_leftover_goes_alone():
    assert excerpt("转载自别处。文章从这里开始。") == "<p>文章从这里开始。</p>"
    assert excerpt(f"大家好，{SENTENCE[:-1] * 3}。") == f"<p>{SENTENCE[:-1] * 3}。</p>"
    assert excerpt("本文作者：甲<br>文章从**这里**开始。") == "<p>文章从<strong>这里</strong>开始。</p>"
    assert excerpt("视频\n\nhttps://example.org/v\n\n文。") == "<p>文。</p>"


def test_a_post_of_leftovers_keeps_them():
    assert excerpt("转载自别处。") == "<p>转载自别处。</p>"


def test_a_post_of_nothing_fit_has_an_empty_excerpt():
    assert excerpt("![a](/a.png)") == ""
    assert excerpt("") == ""


HOSTILE = {
    "digits": "本文" + "1" * 50_000,
    "spaces and digits": "本文" + " 1" * 25_000,
    "lines": "目录<br>" * 10_000,
    "sentences": "转载自甲。" * 10_000,
    "signs": "（" * 50_000,
    "items": "文\n\n" + "- 甲\n" * 3_000,
    "lists in an item": "- 甲\n" + "  - 乙\n  * 丙\n" * 1_500,
    "labels": "作者：" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long_to_look_at(name):
    root = parse_html(f"<p>{HOSTILE[name]}</p>" if "- " not in HOSTILE[name] else to_list(HOSTILE[name]))
    began = process_time()
    opening_paragraphs(root)
    assert process_time() - began < 1


def to_list(source):
    return render_in_process(source).html
