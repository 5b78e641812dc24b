"""Labels of footnotes: given twice, given to none, referred to by nothing."""

import pytest

from posts.rendering.pipeline import MAX_WARNINGS_OF_KIND, render_in_process


def warnings_of(source):
    return [(warning.kind, warning.line, warning.detail) for warning in render_in_process(source).warnings]


def test_the_first_note_of_a_name_counts_and_nothing_moves():
    source = "甲[^1]。\n\n[^1]: 一\n\n中段。\n\n## 节\n\n[^1]: 二\n\n    还是二\n\n尾段。"
    rendered = render_in_process(source)
    body, _, notes = rendered.html.partition('<section class="footnotes')
    assert "<p>中段。</p>\n<h2" in body
    assert body.rstrip().endswith("<p>[^1]: 二</p>\n<p>还是二</p>\n<p>尾段。</p>")
    assert "一" in notes
    assert "二" not in notes
    assert warnings_of(source) == [("duplicate-note", 9, "[^1]")]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("甲[^a]\n\n[^a]: 一\n[^A]: 二", 4),
        ("甲[^a]\n\n> [^a]: 一\n\n- [^a]: 二", 5),
        ("甲[^a]\n\n[^a]:\n    一\n\n[^a]:\n    二", 6),
    ],
)
def test_a_second_note_is_found_wherever_it_stands(source, line):
    rendered = render_in_process(source)
    assert ("duplicate-note", line, "[^A]" if "A" in source else "[^a]") in warnings_of(source)
    assert "二" in rendered.html.partition('<section class="footnotes')[0]


@pytest.mark.parametrize(
    "source",
    ["甲[^1]\n\n[^1]: 一\n\n```\n[^1]: 二\n```", "甲[^1]\n\n[^1]: 一\n\n段\n\n<pre>\n[^1]: 二\n</pre>"],
)
def test_code_defines_no_note(source):
    assert warnings_of(source) == []
    assert "\\" not in render_in_process(source).html


def test_every_line_of_a_note_that_nothing_refers_to_is_named():
    source = "甲\n\n[^o]: 孤\n还是它\n\n    后段\n\n乙"
    assert warnings_of(source) == [("orphan-note", line, "[^o]") for line in (3, 4, 6)]


@pytest.mark.parametrize("item", ["- <img>", "- ```", "> <div>", "> ~~~", "1. <!-- 甲"])
def test_a_note_that_ends_a_list_or_quote_with_open_html_or_code_is_one(item):
    assert ("orphan-note", 4, "[^o]") in warnings_of(f"{item}\n[^o]: 孤\n\n    后")


def test_a_note_in_html_is_one_only_where_a_formula_ends_the_html_before_it():
    assert ("orphan-note", 5, "[^o]") in warnings_of("<img>\n$$x$$\n[^o]: 孤\n\n    后")
    assert [kind for kind, *_ in warnings_of("<div>\n[^o]: 孤\n\n</div>")] == ["missing-note"]


def test_a_note_that_only_an_orphan_refers_to_is_shown():
    orphans = [each for each in warnings_of("甲\n\n[^a]: 一[^b]\n\n[^b]: 二") if each[0] == "orphan-note"]
    assert orphans == [("orphan-note", 3, "[^a]")]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("甲[^x]", 1),
        ("甲\n乙 **丙[^x]**", 2),
        ("| 甲 |\n|---|\n| 乙[^x] |", 3),
        ("一\n\n<div>\n甲[^x]\n</div>", 4),
        ("## 甲[^x]", 1),
    ],
)
def test_a_reference_without_a_note_is_named(source, line):
    assert ("missing-note", line, "[^x]") in warnings_of(source)
    assert "[^x]" in render_in_process(source).text


@pytest.mark.parametrize(
    "source", ["`[^x]`", "\\[^x]", "$[^x]$", "```\n[^x]\n```", "字符 [^a-z] 与 [^\\d]", "a[^x]\n\n[^x]: b"]
)
def test_what_is_no_reference_needs_no_note(source):
    assert warnings_of(source) == []


def test_ten_thousand_notes_of_one_name_are_rendered():
    rendered = render_in_process("甲[^1]\n\n" + "[^1]: 注\n\n" * 10_000)
    assert sum(warning.kind == "duplicate-note" for warning in rendered.warnings) == MAX_WARNINGS_OF_KIND
