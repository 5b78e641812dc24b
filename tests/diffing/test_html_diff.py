"""Two renders compared as they are read: their own HTML, with marks on what changed."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from posts.diffing.html_diff import diff_html
from posts.rendering import render
from tests.support.proofs import scale

DEL, INS = 'del class="diff-removed"', 'ins class="diff-added"'


def show(old, new):
    """Return the difference as HTML, its marks as [-…-] and {+…+}, without MathML."""
    html = "".join(passage.html for passage in diff_html(old, new))
    html = re.sub(r"<math.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", r"$\1$", html)
    for tag, opening, closing in ((DEL, "[-", "-]"), (INS, "{+", "+}")):
        html = html.replace(f"<{tag}>", opening).replace(f"</{tag[:3]}>", closing)
    return html


def compare(old, new):
    """Return the difference of two texts in Markdown."""
    return show(render(old).html, render(new).html)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Let it be.", "Let it be so.", "<p>Let it be{+ so+}.</p>"),
        ("设 $x^2$ 为真。", "设 $x^3$ 为真。", "<p>设 [-$x^2$-]{+$x^3$+} 为真。</p>"),
        ("a **b** c d e f", "a **x** c d e f", "<p>a [-b-]<strong>{+x+}</strong> c d e f</p>"),
        ("Same.\n\nGone $a<b$.", "Same.", "<p>Same.</p><p>[-Gone $a&lt;b$.-]</p>"),
        ("- one\n- two", "- one\n- 2\n- two", "<ul><li>one</li><li>{+2+}</li><li>two</li></ul>"),
        ("A <b>.", "A <c>.", "<p>A &lt;[-b-]{+c+}&gt;.</p>"),
    ],
)
def test_what_changed_is_marked_and_formulas_are_one_thing(old, new, shown):
    assert compare(old, new) == shown


def test_a_row_keeps_its_cells_and_a_removed_heading_its_id_to_the_newer_text():
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    page = lxml_html.fromstring(f"<div>{compare(table, table.replace('2', '3') + '| 4 | 5 |')}</div>")
    assert [len(row) for row in page.iterfind(".//tr")] == [2, 2, 2]
    html = compare("## Same\n\nText here.", "Text here.\n\n## Same")
    assert html.count('id="same"') == 1


def test_what_reads_the_same_is_no_change_whatever_the_renderer_makes_of_it():
    html = render("## A\n\nIt is $x$ and *so*.\n\n- b\n").html
    other = html.replace('id="a"', 'id="--a"').replace("<p>", '<p class="new">').replace("\n<ul>", "<ul>")
    other = other.replace("<math>", '<math class="x">')
    assert diff_html(html, html) == diff_html(html, other) == []


def test_a_drawing_is_shown_whole_as_it_was_and_as_it_is():
    inner = '<defs><linearGradient id="a"/></defs><svg><text>{}</text></svg>'
    drawing = f'<figure><svg viewBox="0 0 1 1">{inner}</svg></figure>'
    html = show(drawing.format("old"), drawing.format("new"))
    assert html.count("<svg viewBox") == 2
    assert re.search(r"\[-<svg.*old.*-\]\{\+<svg.*new.*\+\}", html)


def test_long_unchanged_parts_are_hidden():
    lines = [f"Paragraph {number}." for number in range(20)]
    passages = diff_html(render("\n\n".join(lines)).html, render("\n\n".join([*lines, "End."])).html)
    assert [(passage.is_hidden, passage.block_count) for passage in passages] == [(True, 19), (False, 2)]


BLOCK = st.sampled_from(
    ["A word or two.", "Let $x^2$ be.", "$$y$$", "- a\n- b\n  - c", "> q\n>\n> r", "| a |\n|---|\n| 1 |",
     "```py\nx = 1\n```", "## H", "![p](/media/a.png)", "Note[^1].\n\n[^1]: n <b>x</b>", "",
     "a `c` **b** [l](/x/)"]
)  # fmt: skip
TEXT = st.lists(BLOCK, max_size=6).map("\n\n".join)


@pytest.mark.proof
@settings(max_examples=scale(20, 1000))
@given(TEXT, TEXT)
def test_without_what_was_removed_it_is_the_newer_text(old, new):
    one, other = render(old).html, render(new).html
    passages = diff_html(one, other)
    tree = lxml_html.fromstring(f"<div>{''.join(passage.html for passage in passages)}</div>")
    for mark in tree.findall(".//del"):
        mark.drop_tree()
    if passages:
        wanted = lxml_html.fromstring(f"<div>{other}</div>")
        assert "".join(tree.text_content().split()) == "".join(wanted.text_content().split())


def test_hostile_renders_take_little_time():
    words = " ".join(f"w{number % 7}" for number in range(8_000))
    started = time.process_time()
    diff_html(f"<p>{words}</p>" * 3, f"<p>{words[::-1]}</p>" * 4)
    diff_html(
        "".join(f"<p>{n} a b</p>" for n in range(900)), "".join(f"<h2>{n} c d</h2>" for n in range(899))
    )
    assert time.process_time() - started < 4
