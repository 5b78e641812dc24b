"""Headings, their addresses, and the table of contents."""

import re

import pytest

from posts.rendering.passes.headings import Ids, slug
from posts.rendering.pipeline import render


def test_a_heading_links_to_itself():
    assert render("## 注意力").html == '<h2 id="注意力"><a class="anchor" href="#注意力">注意力</a></h2>'


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
    assert slug(text) == expected


def test_equal_headings_get_different_ids():
    ids = [heading.id for heading in render("## 小结\n\n## 小结\n\n## 小结-2\n\n## 小结").toc]
    assert ids == ["小结", "小结-2", "小结-2-2", "小结-3"]


def test_ids_are_handed_out_in_constant_time():
    ids = Ids(set())
    assert len({ids.unique("same") for _ in range(20_000)}) == 20_000


def test_the_authors_id_is_used():
    assert render("## 背景 {#background}").toc[0].id == "background"
    assert render('<h2 id="own">背景</h2>').toc[0].id == "own"


def test_an_id_never_begins_like_those_of_the_page():
    assert [heading.id for heading in render("## _content\n\n## 二 {#_main}").toc] == ["content", "main"]


def test_headings_make_room_for_the_title():
    assert [heading.level for heading in render("# 一\n\n## 二\n\n### 三").toc] == [2, 3, 4]
    assert [heading.level for heading in render("## 二\n\n### 三").toc] == [2, 3]


def test_contents_keep_formulas_and_lose_links():
    [heading] = render("## 复杂度 $O(n)$ 与 [`链接`](/a/)[^1]\n\n[^1]: 注").toc
    assert heading.html.startswith("复杂度 <math>")
    assert heading.html.endswith(" 与 <code>链接</code>")


def test_a_heading_that_holds_a_link_gets_no_other_around_it():
    assert render("## [论文](/a/)").html == '<h2 id="论文"><a href="/a/">论文</a></h2>'


def test_quoted_headings_are_not_in_the_contents():
    rendered = render("## 一\n\n> ## 二\n\n- ## 三")
    assert [heading.id for heading in rendered.toc] == ["一"]
    assert 'id="二"' in rendered.html


def test_an_id_does_not_clash_with_a_footnote():
    html = render("## fn 1\n\n注[^1]\n\n[^1]: 文").html
    assert html.count('id="fn-1"') == 1
    assert 'id="fn-1-2"' in html


def test_a_link_finds_its_heading_in_either_case():
    rendered = render("[见](#GRE)\n\n## GRE")
    assert '<a href="#gre">见</a>' in rendered.html
    assert not rendered.warnings


def test_a_link_that_leads_nowhere_is_told():
    [warning] = render("文\n\n[见](#没有)").warnings
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
    rendered = render("\n\n".join(f"{'#' * level} 节" for level in typed))
    assert [heading.level for heading in rendered.toc] == levels
    assert [int(level) for level in re.findall(r"<h(\d)", rendered.html)] == levels
