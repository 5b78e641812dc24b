"""Titles as readers get them."""

from posts.rendering.pipeline import render_in_process


def test_a_title_with_a_formula_is_typeset_and_in_unicode():
    result = render_in_process("文", title=r"<b> 与 $x^2$，其余")
    assert result.title_html.startswith('&lt;b&gt; 与 <span class="nowrap"><math><semantics><msup>')
    assert result.title_html.endswith("</math>，</span>其余")
    assert result.title_text == "<b> 与 x²，其余"
    assert result.has_math
    assert result.formulas == 0


def test_a_title_without_formulas_needs_no_form_of_its_own():
    result = render_in_process("文", title="a < b & $5")
    assert (result.title_html, result.title_text) == ("", "")
    assert not result.has_math


def test_a_formula_in_a_title_neither_numbers_nor_is_numbered():
    result = render_in_process("$$x \\label{a}\\tag{1}$$ \\eqref{a}", title=r"$y \label{a}$")
    assert " id=" not in result.title_html
    assert "(1)" in result.html
    assert not result.warnings


def test_a_formula_of_a_title_that_cannot_be_set_is_warned_of():
    result = render_in_process("文", title=r"$\foo$ 与 $x$")
    assert result.title_html.startswith('<code class="formula-error"')
    assert [(warning.kind, warning.field, warning.line) for warning in result.warnings] == [
        ("formula", "title", None)
    ]


def test_a_title_knows_the_macros_of_the_site_in_both_forms():
    result = render_in_process("文", title=r"$\RR^2$ 上", macros={"RR": r"\mathbb{R}"})
    assert "ℝ" in result.title_html
    assert result.title_text == "ℝ² 上"


def test_a_macro_that_calls_itself_leaves_the_title_as_typed():
    result = render_in_process("文", title=r"$\x$ 上", macros={"x": r"\x"})
    assert "x" in result.title_text
