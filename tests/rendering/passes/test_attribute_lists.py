"""kramdown's lists of attributes on lines of their own."""

import pytest

from posts.rendering.pipeline import render_in_process


def unused(result):
    return [(warning.line, warning.detail) for warning in result.warnings if warning.kind == "unused-mark"]


@pytest.mark.parametrize(
    "typed",
    [
        "## 题\n{: #own}",
        "## 题 ##\n{:#own}\n文",
        "题\n---\n{: #own }",
        "{: #own}\n## 题",
        "文\n\n{:#own}\n## 题",
    ],
)
def test_an_id_is_that_of_the_heading(typed):
    result = render_in_process(f"[去](#own)\n\n{typed}")
    assert [(heading.id, heading.html) for heading in result.toc] == [("own", "题")]
    assert "{" not in result.html + result.text + result.excerpt + result.feed_html
    assert result.warnings == ()


@pytest.mark.parametrize(
    "typed",
    [
        "{: .note}",
        "{:.no_toc}",
        "{: .a .b}",
        "{: target=\"_blank\" rel='x'}",
        "{:refdef}",
        "{:a: .b}",
        "{:.a#b}",
    ],
)
@pytest.mark.parametrize(
    "block", ["文", "## 题", "- 项", "> 引", "| 甲 |\n|---|\n| 乙 |", "```\n码\n```", "<div>块</div>\n"]
)
def test_what_is_not_used_is_not_shown_and_warned_of(typed, block):
    result = render_in_process(f"{block}\n{typed}\n\n末")
    assert (
        result.html.replace('id="b"', 'id="题"').replace("#b", "#题")
        == render_in_process(f"{block}\n\n末").html
    )
    assert [line for line, _ in unused(result)] == [block.count("\n") + 2]


def test_a_list_ends_a_paragraph_and_separates_no_items():
    assert render_in_process("一\n{: .a}\n二").html == "<p>一</p>\n<p>二</p>"
    assert render_in_process("> 一\n> {: .a}\n> 二").html.count("<p>") == 2
    assert render_in_process("- 一\n{: .a}\n- 二").html == render_in_process("- 一\n- 二").html


def test_the_contents_of_kramdown_go_with_their_item():
    result = render_in_process("* TOC\n{:toc}\n\n文")
    assert result.html == "<p>文</p>"
    assert unused(result) == [(1, "* TOC {:toc}")]
    result = render_in_process("- 甲\n- 乙\n{:toc}\n\n文")
    assert "甲" in result.text
    assert "乙" in result.text
    assert unused(result) == [(3, "{: toc}")]


def test_a_picture_gets_its_size():
    result = render_in_process('![图](/a.png)\n{: width="30" .c}')
    assert 'width="30"' in result.html
    assert unused(result) == [(2, "{: .c}")]


def test_a_heading_keeps_the_id_behind_it():
    result = render_in_process("## 题 {#a}\n{: #b}")
    assert [heading.id for heading in result.toc] == ["a"]
    assert unused(result) == [(2, "{: #b}")]


@pytest.mark.parametrize(
    "typed",
    ["{:-)}", "{:1_2:}", r"\{: .x}", "{: 文字}", "{: a b c}", "{:}", "文 {: .x}", "{: .x} 文", "    {: .x}",
     "```\n{: .x}\n```", "<pre>\n{: .x}\n</pre>"],
)  # fmt: skip
def test_other_braces_stay_text(typed):
    result = render_in_process(f"文\n\n{typed}")
    assert "{:" in result.text
    assert unused(result) == []


def test_warnings_behind_a_list_name_the_lines_of_the_author():
    result = render_in_process("文\n{: .a}\n\n* TOC\n{:toc}\n\n![](/a.png)")
    assert [(warning.kind, warning.line) for warning in result.warnings] == [
        ("unused-mark", 2),
        ("unused-mark", 4),
        ("image-alt", 7),
    ]


def test_nothing_but_a_list_is_an_empty_post():
    assert render_in_process("{: .a}").html == ""
