"""Formulas in plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.rendering.formulas.unicode_text import tex_to_unicode


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\chi", "χ"),
        ("x^2", "x²"),
        (r"\sqrt{\bar\alpha_t}", "√ᾱ_t"),
        (r"\sqrt{\bar{\alpha}_t} x", "√ᾱ_t x"),
        (r"\sqrt[3]{x+1}", "∛(x+1)"),
        (r"\sqrt{d_k}z", "√d_k z"),
        ("E = mc^2", "E = mc²"),
        ("10^{-3}", "10⁻³"),
        ("x^{(k)}", "x^(k)"),
        (r"e^{i\pi}+1", "e^(iπ)+1"),
        (r"90^\circ", "90°"),
        ("f''", "f′′"),
        ("x_{i+1}", "x_(i+1)"),
        ("a_{ij}b", "a_ij b"),
        ("H_2O", "H₂O"),
        (r"\nabla_\theta\mathcal{L}", "∇_θ ℒ"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\log_2 n", "log₂ n"),
        (r"\alpha x", "αx"),
        (r"a \pm b = \pm1", "a ± b = ±1"),
        (r"x\in\mathbb{R}^n", "x ∈ ℝⁿ"),
        (r"\mathbb E[X]", "𝔼[X]"),
        (r"\frac{\partial L}{\partial x}", "∂L/∂x"),
        (r"\frac{a+b}{2c}", "(a+b)/(2c)"),
        (r"\frac12 x", "1/2 x"),
        (r"{a+b \over c}", "(a+b)/c"),
        (r"x^\frac12", "x^(1/2)"),
        (r"\binom nk", "C(n,k)"),
        (r"\hat\theta", "θ̂"),
        (r"\overline{xy}", "x̅y̅"),
        (r"\left(\frac{1}{2}\right]", "(1/2]"),
        (r"\left.x\right|_0", "x|₀"),
        (r"\begin{pmatrix}a&b\\[2pt]c&d\end{pmatrix}", "(a b; c d)"),
        (r"\begin{cases}1 & x>0\\0\end{cases}", "{ 1 x>0; 0"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "a=b; =c"),
        (r"\text{if } x > 0", "if x > 0"),
        (r"\operatorname{softmax}(x)", "softmax(x)"),
        (r"\underset{x}{\arg\min} f", "argmin_x f"),
        (r"\xrightarrow{f}", "→^f"),
        (r"\not= \not\in", "≠ ∉"),
        (r"a \, b\!c", "a bc"),
        (r"\{1,2\}\%", "{1,2}%"),
        (r"\color{red}{x}\label{a}\tag{1}", "x (1)"),
        (r"\unknown{x}", "unknown x"),
        (r"\frac{", r"\frac{"),
        ("χ²", "χ²"),
        ("", ""),
    ],
)
def test_a_formula_is_written_in_a_line(tex, text):
    assert tex_to_unicode(tex) == text


@given(st.text(alphabet=r"\{}^_$&%[]() abfrcsqtovelinx1'~" + "\n", max_size=80))
def test_every_text_has_a_form_on_one_line(tex):
    assert "\n" not in tex_to_unicode(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\hat" * 3_000,
        "{" * 5_000,
        "x^" * 4_000,
        r"a\over " * 1_400,
        r"\pm " * 2_400,
        r"\frac" * 1_900,
        r"\left(" * 1_600,
        "(" * 9_999,
        "x_1" * 3_000,
        "x_a^2" * 1_900 + "+",
        "x" + r"_{a}^2" * 1_300 + "+",
    ],
)
def test_a_hostile_formula_is_read_at_once(tex):
    begin = time.process_time()
    tex_to_unicode(tex)
    tex_to_unicode(rf"\frac{{{tex}}}{{{tex}}}"[:10_000])
    assert time.process_time() - begin < 1
