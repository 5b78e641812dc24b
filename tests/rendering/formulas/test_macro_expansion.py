"""Macros of a site and of a post."""

import time
from itertools import pairwise

import pytest

from posts.rendering.formulas import Formula, MacroExpander, typeset_formulas
from posts.rendering.formulas.tex import TexError


def expand(*texs, **macros):
    expander = MacroExpander(macros)
    return [expander.expand_macros(tex) for tex in texs][-1]


@pytest.mark.parametrize(
    ("tex", "expanded"),
    [
        (r"\newcommand{\R}{\mathbb{R}}x\in\R^n", r"x\in\mathbb{R}^n"),
        (r"\newcommand\R{\mathbb R}\R", r"\mathbb R"),
        (r"\renewcommand*{\vec}[1]{\mathbf{#1}}\vec{x}\vec y", r"\mathbf{x}\mathbf{y}"),
        (r"\newcommand{\p}[2][P]{#1(#2)}\p{x}+\p[Q]{y}", r"P(x)+Q(y)"),
        (r"\def\pair#1#2{(#1,#2)}\pair{a}b", r"(a,b)"),
        (r"\gdef\E{\mathbb{E}}\E x", r"\mathbb{E} x"),
        (r"\DeclareMathOperator{\tr}{tr}\tr A", r"\operatorname{tr} A"),
        (r"\DeclareMathOperator*{\best}{arg\,max}\best_x", r"\operatorname*{arg\,max}_x"),
        (r"\let\eps\varepsilon \eps", r" \varepsilon"),
        (r"\providecommand{\a}{1}\providecommand{\a}{2}\a", "1"),
        (r"\newcommand{\a}{\alpha}\a b\a{}c", r"\alpha b\alpha{}c"),
        (r"\newcommand{\a}{\alpha}\newcommand{\b}{\a}\b x", r"\alpha x"),
        (r"\def\a{\alpha}\a2", r"\alpha2"),
        (r"\newcommand{\open}{e^\bgroup}\newcommand{\close}{\egroup}\open x\close", "e^{ x}"),
        ("\\def\\a{b} % \\a stays\n\\a", " % \\a stays\nb"),
        (r"\newcommand{\R}{R}\\R \Rightarrow", r"\\R \Rightarrow"),
    ],
)
def test_definitions_are_read_and_uses_expanded(tex, expanded):
    assert expand(tex) == expanded


def test_a_macro_holds_from_where_it_stands_to_the_end_of_the_post():
    assert expand(r"\def\R{x}", r"\R+\R") == "x+x"
    assert expand(r"\R", r"\def\R{x}", r"\def\R{y}\R") == "y"


def test_a_site_has_macros_with_arguments():
    assert expand(r"\norm{x}_2", norm=r"\lVert #1\rVert") == r"\lVert x\rVert_2"


NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO"
DOUBLING = "".join(rf"\def\{name}{{\{following}\{following}}}" for name, following in pairwise(NAMES))


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\a{\a}\a",
        r"\def\a{x\a}\a",
        r"\def\a{\b}\def\b{\a}\a",
        r"\def\a#1{\a{#1#1}}\a{xy}",
        r"\let\a\a\a",
        DOUBLING + r"\a",
        r"\def\a{" + "x" * 3000 + "}" + r"\a" * 3000,
    ],
)
def test_a_macro_without_an_end_is_refused_at_once(tex):
    begin = time.process_time()
    (result,) = typeset_formulas([Formula(tex, display=False)])
    assert result.error
    assert time.process_time() - begin < 1


def test_many_formulas_with_costly_macros_are_refused_together():
    formulas = [Formula(DOUBLING, display=False), *[Formula(r"\a x", display=False)] * 2000]
    begin = time.process_time()
    results = typeset_formulas(formulas)
    assert all(result.error for result in results[1:])
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("tex", [r"\newcommand", r"\def\x", r"\def x{y}", r"\def\x#2{y}", r"\newcommand{\x}"])
def test_a_definition_that_cannot_be_read_is_an_error(tex):
    with pytest.raises(TexError, match="cannot be read"):
        expand(tex)


@pytest.mark.parametrize("tex", [r"\def\x#1{a#1}\x", r"\newcommand{\x}[1]{#2}\x y", r"\def\x#1{#1}\x{"])
def test_arguments_that_are_missing_are_empty(tex):
    expand(tex)


def test_a_formula_that_only_defines_shows_nothing_and_keeps_its_source():
    first, second = typeset_formulas(
        [Formula(r"\newcommand{\R}{\mathbb{R}}", display=True), Formula(r"x\in\R", display=False)]
    )
    assert first.html.startswith('<span hidden="">')
    assert r"\newcommand{\R}" in first.html
    assert "ℝ" in second.html


@pytest.mark.parametrize(
    ("tex", "expanded"),
    [
        (r"\def\x#1.{[#1]}\x abc. d", "[abc]d"),
        (r"\def\p(#1,#2){#1+#2}\p(a,{b,c})", "a+{b,c}"),
        (r"\newenvironment{m}[1]{\left#1}{\right)}\begin{m}(x\end{m}", r"\left(x\right)"),
        (r"\newenvironment{m}{<}{>}\begin{cases}a\end{cases}", r"\begin{cases}a\end{cases}"),
        (r"\newenvironment{m}{<}{>}\renewenvironment{m}[1][q]{#1}{!}\begin{m}x\end{m}", "qx!"),
    ],
)
def test_delimited_parameters_and_environments_are_read(tex, expanded):
    assert MacroExpander().expand_macros(tex).replace(" ", "") == expanded.replace(" ", "")


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\x#1.{#1}\x abc",
        r"\def\x(#1){#1}\x abc",
        r"\def\x#1.{\x#1..}\x a.",
        r"\newenvironment{m}{\begin{m}\begin{m}}{}\begin{m}",
    ],
)
def test_delimited_uses_that_do_not_fit_or_end_are_refused(tex):
    with pytest.raises(TexError):
        MacroExpander().expand_macros(tex)
