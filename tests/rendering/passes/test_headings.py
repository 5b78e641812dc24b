"""Headings, their ids, and the table of contents."""

import re

import pytest

from posts.rendering.passes.headings import UniqueIds, heading_slug
from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## 一\n\n## 二\n\n## 一", [("duplicate-heading", 5, "一")]),
        ("## 一\n\n### 例\n\n## 二\n\n### 例 {#other}", [("duplicate-heading", 7, "例")]),
        ("## Title\n\n## title", [("duplicate-heading", 3, "title")]),
        ("## 一\n\n#### 二\n\n#### 三", [("skipped-level", 3, "## → ####")]),
        ("## 一\n\n### 二\n\n# 三\n\n### 四", [("skipped-level", 7, "# → ###")]),
        ("> [!NOTE]\n> 一\n\n## 一\n\n#### 二", [("skipped-level", 6, "## → ####")]),
        # Which level comes first is the author's affair: readers get it below the title.
        ("### 一\n\n### 二\n\n#### 三\n\n## 四", []),
        ("## 一\n\n> ## 一\n>\n> #### 二", []),
        ("一\n===\n\n二\n---", []),
    ],
)
def test_headings_are_told_of_that_repeat_or_pass_over_a_level(source, expected):
    found = render_in_process(source).warnings
    assert [(warning.kind, warning.line, warning.detail) for warning in found] == expected


def test_a_heading_links_to_itself():
    assert (
        render_in_process("## 注意力").html
        == '<h2 id="注意力"><a class="anchor" href="#注意力">注意力</a></h2>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("注意力机制", "注意力机制"),
        ("Flash Attention 2", "flash-attention-2"),
        ("1.2 为什么？", "12-为什么"),
        ("C++ 与 Rust", "c-与-rust"),
        ("__init__", "init__"),
        ("？！", "section"),
        ("", "section"),
        ("a - b", "a---b"),
    ],
)
def test_an_id_is_made_of_letters_of_any_script(text, expected):
    assert heading_slug(text) == expected


def test_equal_headings_get_different_ids():
    ids = [heading.id for heading in render_in_process("## 小结\n\n## 小结\n\n## 小结-2\n\n## 小结").toc]
    assert ids == ["小结", "小结-2", "小结-2-2", "小结-3"]


def test_ids_are_handed_out_in_constant_time():
    ids = UniqueIds(set())
    assert len({ids.make_unique("same") for _ in range(20_000)}) == 20_000


def test_the_authors_id_is_used():
    assert render_in_process("## 背景 {#background}").toc[0].id == "background"
    assert render_in_process('<h2 id="own">背景</h2>').toc[0].id == "own"


def test_an_id_never_begins_like_those_of_the_page():
    assert [heading.id for heading in render_in_process("## _content\n\n## 二 {#_main}").toc] == [
        "content",
        "main",
    ]


def test_headings_make_room_for_the_title():
    assert [heading.level for heading in render_in_process("# 一\n\n## 二\n\n### 三").toc] == [2, 3, 4]
    assert [heading.level for heading in render_in_process("## 二\n\n### 三").toc] == [2, 3]


def test_contents_keep_formulas_and_lose_links():
    [heading] = render_in_process("## 复杂度 $O(n)$ 与 [`链接`](/a/)[^1]\n\n[^1]: 注").toc
    assert heading.html.startswith("复杂度 <math>")
    assert heading.html.endswith(" 与 <code>链接</code>")


def test_a_heading_that_holds_a_link_gets_no_other_around_it():
    assert render_in_process("## [论文](/a/)").html == '<h2 id="论文"><a href="/a/">论文</a></h2>'


def test_quoted_headings_are_not_in_the_contents():
    rendered = render_in_process("## 一\n\n> ## 二\n\n- ## 三")
    assert [heading.id for heading in rendered.toc] == ["一"]
    assert 'id="二"' in rendered.html


def test_an_id_does_not_clash_with_a_footnote():
    html = render_in_process("## fn 1\n\n注[^1]\n\n[^1]: 文").html
    assert html.count('id="fn-1"') == 1
    assert 'id="fn-1-2"' in html


def test_a_link_finds_its_heading_in_either_case():
    rendered = render_in_process("[见](#GRE)\n\n## GRE")
    assert '<a href="#gre">见</a>' in rendered.html
    assert not rendered.warnings


def test_a_link_that_leads_nowhere_is_told():
    [warning] = render_in_process("文\n\n[见](#没有)").warnings
    assert (warning.kind, warning.line) == ("dead-link", 3)


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ([2, 3, 2], [2, 3, 2]),
        ([1, 2, 1], [2, 3, 2]),
        ([3, 3, 4], [2, 2, 3]),
        ([2, 4, 4, 3], [2, 3, 3, 3]),
        ([3, 2, 3], [2, 2, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
    ],
)
def test_no_level_is_passed_over(typed, levels):
    rendered = render_in_process("\n\n".join(f"{'#' * level} 节" for level in typed))
    assert [heading.level for heading in rendered.toc] == levels
    assert [int(level) for level in re.findall(r"<h(\d)", rendered.html)] == levels


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{#own}", "own"),
        ("{.unnumbered #own}", "own"),
        ("{#own .unnumbered}", "own"),
        ("{: #own}", "own"),
        ("{.unnumbered}", "题"),
        ("{: .no_toc }", "题"),
        ("{-}", "题"),
        ("{#own data-x=1}", "own"),
    ],
)
def test_the_attributes_of_a_heading_are_no_part_of_its_text(typed, expected):
    result = render_in_process(f"[去](#{expected})\n\n## 题 {typed}")
    [heading] = result.toc
    assert (heading.id, heading.html) == (expected, "题")
    assert "{" not in result.html + result.text + result.excerpt + result.feed_html
    assert result.warnings == ()


@pytest.mark.parametrize("typed", ["{a}", "{x=1}", "{}", "{.a b}", "{-1}"])
def test_other_braces_in_a_heading_stay_text(typed):
    assert typed in render_in_process(f"## 题 {typed}").text
