"""Excerpts."""

import re

import pytest

from posts.rendering.pipeline import render_in_process

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


def test_it_ends_after_about_200_han_characters():
    assert text_of(excerpt(SENTENCE * 30)) == SENTENCE * 10


def test_it_ends_after_about_100_words():
    assert text_of(excerpt(ENGLISH * 40)).strip() == (ENGLISH * 13).strip()


def test_paragraphs_add_up():
    source = "\n\n".join([SENTENCE * 4] * 10)
    assert excerpt(source).count("<p>") == 3
    assert text_of(excerpt(source)).count(SENTENCE) == 12


def test_a_list_counts_as_a_paragraph():
    source = f"导言。\n\n- {SENTENCE}\n- **第二项**：文\n"
    assert excerpt(source).endswith(f"<li>{SENTENCE}</li>\n<li><strong>第二项</strong>：文</li>\n</ul>")


def test_a_long_list_ends_within_an_item():
    items = excerpt("- " + "\n- ".join([SENTENCE] * 30))
    assert items.count("<li>") == 10
    assert items.endswith("</li></ul>")


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
        ("> [!WARNING]\n> - 甲\n> - 乙", "<ul>\n<li>⚠️ 甲</li>\n<li>乙</li>\n</ul>"),
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
    assert excerpt(f"{LEFT_OUT[name]}\n\n乙。") == f"{mark}<p>乙。</p>"
    assert excerpt(f"甲。\n\n{LEFT_OUT[name]}") == f"<p>甲。</p>{mark}"
    assert mark in excerpt(f"甲。\n\n{LEFT_OUT[name]}\n\n<!-- more -->\n\n乙。")
    assert mark in excerpt("文", summary=f"甲。\n\n{LEFT_OUT[name]}")


def test_what_is_left_out_at_one_place_is_named_once():
    html = excerpt("\n\n".join(["甲。", *LEFT_OUT.values(), *LEFT_OUT.values(), "乙。"]))
    assert html == '<p>甲。</p><p class="omitted">〔代码〕 〔表格〕 〔链接〕</p><p>乙。</p>'


def test_what_is_left_out_of_a_list_is_named_there():
    assert '<p class="omitted">〔代码〕</p></li>' in excerpt("- 甲\n\n  ```\n  x\n  ```\n- 乙")


def test_what_is_left_out_is_named_in_the_language_of_the_post():
    assert '<p class="omitted">[code]</p>' in excerpt("One.\n\n```\nx\n```\n\nTwo.", language="en")


def test_what_is_left_out_behind_a_full_excerpt_is_not_named():
    assert "omitted" not in excerpt(f"{SENTENCE * 12}\n\n```\nx\n```\n\n乙。")


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
    html = excerpt(SENTENCE * 8 + f"令{formula}很长，" + SENTENCE * 10)
    assert html.count("<math") == html.count("</math>")
    assert html.count("<annotation") == html.count("</annotation>")


@pytest.mark.parametrize("piece", ["`a. b. c.`", "[一。二。三](/a/)", "$x。y$", "<kbd>a. b</kbd>"])
def test_nothing_whole_is_cut(piece, tags_of):
    # With the class that a formula has between Han characters.
    whole = render_in_process(f"字{piece}字").html.removeprefix("<p>字").removesuffix("字</p>")
    for before in range(20):
        html = excerpt("字" * (190 + before) + piece + "字" * 100 + "。")
        tags_of(html)
        assert piece[1] not in html or whole in html


def test_a_sentence_without_an_end_is_cut_after_a_clause():
    assert text_of(excerpt("字" * 150 + "，" + "字" * 300)) == "字" * 150 + "，…"


def test_a_text_without_any_mark_is_cut_between_characters():
    assert text_of(excerpt("字" * 500)) == "字" * 200 + "…"


@pytest.mark.parametrize("character", ["👨‍👩‍👧", "é", "🇨🇳", "👍🏽", "❤️"])
def test_a_character_of_several_code_points_is_never_cut(character):
    for before in range(198, 202):
        text = text_of(excerpt("字" * before + character + "字" * 200))
        assert character in text or character[0] not in text


@pytest.mark.parametrize("word", ["e.g. this", "Eq. 3", "et al. (2017)", "3.14", "Node.js"])
def test_a_full_stop_does_not_always_end_a_sentence(word):
    source = "word " * 95 + f"see {word} and then it goes on. And " + "more " * 100
    assert text_of(excerpt(source)).endswith("goes on.")


def test_a_hyphen_stays_a_hyphen():
    assert excerpt('end-to-end -- a -> b\'s "c"') == '<p>end-to-end -- a -&gt; b\'s "c"</p>'


def test_a_display_formula_is_kept():
    assert '<div class="formula" tabindex="0"><math' in excerpt("有：\n\n$$x$$\n\n完。")


def test_a_display_formula_counts_by_its_rows():
    formula = "$$\nx \\\\\ny\n$$\n\n"
    assert excerpt(f"{SENTENCE * 3}\n\n" + f"{formula}{SENTENCE}\n\n" * 9).count("<math") == 1
    assert text_of(excerpt(f"{SENTENCE}\n\n{formula}{SENTENCE * 20}")).count(SENTENCE) == 4


@pytest.mark.parametrize("introduction", ["定义如下：", "于是损失为", "损失 $L$"])
def test_what_introduces_a_formula_goes_with_it(introduction):
    formula = "\n\n$$\nx \\\\ y \\\\ z\n$$\n\n"
    assert excerpt(f"{introduction}{formula}{SENTENCE}").count('class="formula"') == 1
    assert text_of(excerpt(f"{SENTENCE * 8}{introduction}{formula}{SENTENCE}")) == SENTENCE * 8
    assert text_of(excerpt(f"{SENTENCE * 8}\n\n{introduction}{formula}{SENTENCE}")).strip() == SENTENCE * 8
    assert text_of(excerpt(f"{SENTENCE * 10}\n\n{introduction}{formula}{SENTENCE}")) == SENTENCE * 10


def test_an_excerpt_does_not_end_with_what_introduces_code():
    assert text_of(excerpt(f"{SENTENCE}代码如下：\n\n```\nx\n```")) == SENTENCE
    assert text_of(excerpt("代码如下：\n\n```\nx\n```")) == "代码如下：〔代码〕"
    assert text_of(excerpt(f"{SENTENCE * 10}代码：\n\n```\nx\n```\n\n{SENTENCE}")) == SENTENCE * 10


def test_an_excerpt_that_ends_with_what_introduces_a_list_goes_on_with_it():
    assert text_of(excerpt(f"{SENTENCE * 10}有二：\n\n- 甲。\n- 乙。\n\n后。")).endswith("甲。\n乙。\n")


def test_a_long_formula_is_kept_where_there_is_little_before_it():
    assert "<math" in excerpt("有：\n\n$$" + r"x \\ " * 9 + f"y$$\n\n{SENTENCE * 20}")


def test_a_post_of_nothing_fit_has_an_empty_excerpt():
    assert excerpt("![a](/a.png)") == ""
    assert excerpt("") == ""
