"""Abbreviations and what they stand for."""

import pytest

from posts.rendering.pipeline import render_in_process


def unused(result):
    return [(warning.line, warning.detail) for warning in result.warnings if warning.kind == "unused-mark"]


def test_whole_words_in_text_get_their_title():
    result = render_in_process('用HTML写，HTML。**HTML** XHTML HTML5\n\n*[HTML]: Hyper "Text"\n')
    assert result.html.count('<abbr title="Hyper &quot;Text&quot;">HTML</abbr>') == 3
    assert result.text == "用HTML写，HTML。HTML XHTML HTML5"
    assert "*[" not in result.html + result.excerpt + result.feed_html
    assert result.warnings == ()


@pytest.mark.parametrize(
    "typed",
    ["`HTML`", "```\nHTML\n```", "[HTML](/a)", "$HTML$", "<kbd>HTML</kbd>", "## HTML", "![HTML](/a.png)"],
)
def test_code_links_formulas_and_headings_are_left_alone(typed):
    result = render_in_process(f"{typed}\n\n*[HTML]: Hyper Text")
    assert "<abbr" not in result.html
    assert unused(result) == [(typed.count("\n") + 3, "*[HTML]: Hyper Text")]
    assert [heading.id for heading in result.toc] in ([], ["html"])


def test_names_may_hold_signs_spaces_and_han():
    result = render_in_process(
        "*[C++]: 甲\n*[U.S. Army]: 乙\n*[残差]: 丙\n*[U.S.]: 丁\n\nC++ U.S. Army 大残差网 U.S."
    )
    assert [f'title="{title}"' in result.html for title in "甲乙丙丁"] == [True] * 4
    assert result.html.count("<abbr") == 4


def test_the_first_of_two_definitions_counts():
    result = render_in_process("*[A]: 甲\n*[A]: 乙\n\nA")
    assert '<abbr title="甲">' in result.html
    assert unused(result) == [(2, "*[A]: 乙")]


def test_fifty_of_each_are_marked():
    result = render_in_process("*[A]: 甲\n\n" + "A " * 60)
    assert result.html.count("<abbr") == 50
    assert result.text.count("A") == 60


@pytest.mark.parametrize(
    "typed",
    [
        "*[注]: 强调*",
        "**[注]: 粗**",
        "*[注]:",
        "文 *[注]: x",
        "```\n*[注]: x\n```",
        "    *[注]: x",
    ],
)
def test_what_defines_nothing_stays_text(typed):
    result = render_in_process(f"# 题\n\n{typed}")
    assert "注" in result.text or "注" in result.html
    assert unused(result) == []


def test_a_definition_makes_no_paragraph_of_its_own():
    assert render_in_process("一\n*[A]: 甲\n\n二 A").html == '<p>一</p>\n<p>二 <abbr title="甲">A</abbr></p>'
    assert render_in_process("*[A]: 甲").html == ""
