"""Formulas where they stand in a page."""

import re

import pytest

from posts.rendering.pipeline import render_in_process
from tests.support.html import without_mathml


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("中 $x$，后", '<p>中 <span class="nowrap"><math>…</math>，</span>后</p>'),
        ("中 $x$ 后", "<p>中 <math>…</math> 后</p>"),
        ("中 $`x`$。", '<p>中 <span class="nowrap"><math>…</math>。</span></p>'),
        (r"中 \(x\)。", '<p>中 <span class="nowrap"><math>…</math>。</span></p>'),
    ],
)
def test_a_formula_and_the_mark_after_it_stay_on_one_line(source, expected):
    assert without_mathml(render_in_process(source).html) == expected


def test_a_display_formula_parts_its_paragraph():
    assert without_mathml(render_in_process("前 $$x$$ 后").html) == (
        '<p>前</p>\n<div class="formula" tabindex="0"><math>…</math></div>\n<p>后</p>'
    )


@pytest.mark.parametrize("source", ["- 甲\n  $$x$$", "> $$x$$", "| a |\n|---|\n| $$x$$ |"])
def test_a_display_formula_has_its_box_anywhere(source):
    assert '<div class="formula" tabindex="0"><math>…</math></div>' in without_mathml(
        render_in_process(source).html
    )


def test_a_display_formula_in_a_heading_breaks_nothing():
    assert without_mathml(render_in_process("## $$x$$").html) == (
        '<h2 id="x"><a class="anchor" href="#x"><math>…</math></a></h2>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<ul><li>令 $x$，后</li></ul>",
            '<ul><li>令 <span class="nowrap"><math>…</math>，</span>后</li></ul>',
        ),
        ("<div>\\(x\\) \\$5 $6</div>", "<div><math>…</math> $5 $6</div>"),
        ("<p>前 $$x$$ 后</p>", '<p>前 </p><div class="formula" tabindex="0"><math>…</math></div><p> 后</p>'),
        ("<div><b>$x$</b></div>", "<div><b><math>…</math></b></div>"),
        ("<div>\n\n\\$5 和 \\$6\n\n</div>", "<div>\n<p>$5 和 $6</p>\n</div>"),
        ("<div><code>$x$</code></div>", "<div><code>$x$</code></div>"),
        ("花 \\$5 和 <span>\\$6</span>$", "<p>花 $5 和 <span>$6</span>$</p>"),
        ("- \\$5 和 \\$6", "<ul>\n<li>$5 和 $6</li>\n</ul>"),
    ],
)
def test_formulas_inside_html_are_found(source, expected):
    assert without_mathml(render_in_process(source).html) == expected


def test_a_display_formula_right_below_a_picture_is_one():
    html = without_mathml(
        render_in_process("- 甲\n\n  <img src='/a.png' alt='a'>\n  $$\n  x\n  $$\n  令 $x$。").html
    )
    assert '<div class="formula" tabindex="0"><math>…</math></div>' in html
    assert '令 <span class="nowrap"><math>…</math>。</span>' in html
    assert "math\n" not in html


@pytest.mark.parametrize(
    ("source", "formula"),
    [
        ("中$x$文", '<math class="after-han before-han">'),
        ("中$x$ 文", '<math class="after-han">'),
        ("中 $x$文", '<math class="before-han">'),
        ("中 $x$ 文", "<math>"),
        ("中，$x$，文", "<math>"),
        ("中**甲**$x$**乙**", "<math>"),
        ("a $x$-th", "<math>"),
        ("の$x$は", '<math class="after-han before-han">'),
    ],
)
def test_a_formula_is_parted_from_the_han_it_touches(source, formula):
    assert formula in render_in_process(source).html


def test_a_bad_formula_shows_its_source_and_the_rest_stands():
    rendered = render_in_process("前 $\\foo{<b>}$ 中 $x$ 后")
    assert '<code class="formula-error" title="' in rendered.html
    assert "\\foo{&lt;b&gt;}</code>" in rendered.html
    assert "<math" in rendered.html
    assert rendered.html.startswith("<p>前 ")
    assert rendered.html.endswith(" 后</p>")


@pytest.mark.parametrize("definition", ["$\\def\\R{\\mathbb{R}}$", "$$\n\\newcommand{\\R}{\\mathbb{R}}\n$$"])
def test_a_formula_that_only_defines_macros_takes_no_room(definition):
    rendered = render_in_process(f"{definition}\n\n$x\\in\\R$", summary="$\\R^2$")
    hidden, shown = rendered.html.split("\n")
    assert hidden.startswith('<div hidden=""><span hidden=""><math')
    assert "ℝ" in shown
    assert "ℝ" in rendered.excerpt
    assert not rendered.warnings


def test_macros_of_the_site_serve_the_post_and_its_summary():
    rendered = render_in_process("$\\R$", summary="$\\R$", macros={"R": r"\mathbb{R}"})
    assert "ℝ" in rendered.html
    assert "ℝ" in rendered.excerpt


def test_a_formula_that_is_refused_is_warned_of_with_its_line():
    rendered = render_in_process("a\n\n$\\ce{A\\bond{?}B}$ $\\def\\a{\\a}\\a$", language="en")
    assert [(warning.kind, warning.line) for warning in rendered.warnings] == [("formula", 3)] * 2


def test_formulas_in_sequence_are_whole():
    html = render_in_process("- item\n<br>\n$$\na\n- b\n$$\n$$c$$ $$d$$").html
    assert html.count('<div class="formula"') == 3
    assert "$" not in re.sub(r"<annotation.*?</annotation>", "", html)
