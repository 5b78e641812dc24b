"""Commands and environments of packages and of plain TeX."""

import re

import pytest

from posts.rendering.formulas import Formula, typeset_formulas


def words(tex):
    """Return the text of a formula's MathML."""
    (result,) = typeset_formulas([Formula(tex, display=True)])
    assert not result.error, result.error
    return re.sub(r"<annotation.*?</annotation>|<[^>]+>|[\u2061-\u2064]", "", result.html, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        # physics
        (r"\dv{x}", "ddx"),
        (r"\dv{f}{x}", "dfdx"),
        (r"\dv[2]{f}{x}", "d2fdx2"),
        (r"\pdv{f}{x}", "∂f∂x"),
        (r"\pdv{f}{x}{y}", "∂2f∂x∂y"),
        (r"\abs{x}", "|x|"),
        (r"\abs*{x}", "|x|"),
        (r"\norm{\abs{x}}", "‖|x|‖"),
        (r"\qty(\frac{a}{b})", "(ab)"),
        (r"\qty[a(b)]", "[a(b)]"),
        (r"\qty{a}", "{a}"),
        (r"\qty|x|", "|x|"),
        (r"\comm{A}{B}", "[A,B]"),
        (r"\vb{x}\cdot\grad", "𝐱⋅𝛁"),
        (r"\eval{x}_0^1", "x|01"),
        # siunitx has the same name with two arguments
        (r"\qty{5}{m}", "5m"),
        # Rows
        (r"\begin{pmatrix}a\\[4pt]b\end{pmatrix}", "(ab)"),
        (r"\begin{matrix}a&b\cr c&d\cr\end{matrix}", "abcd"),
        (r"\begin{pmatrix*}[r]a&-1\\b&2\end{pmatrix*}", "(a−1b2)"),
        (r"\matrix{a&b\cr c&d}", "abcd"),
        (r"f(x)=\cases{a & x \cr b & y}", "f(x)={axby"),
        (r"x \in \\{0, 1\\}", "x∈{0,1}"),
        (r"{a \\ b}", "ab"),
        (r"\begin{array}{c}a\\ \hline\hline b\end{array}", "ab"),
        # Signs
        (r"\text{a_b^2 & #1}", "a_bˆ2\u00a0&amp;\u00a0#1"),
        (r"\text{a \phantom{b} \LaTeX}", "a\u00a0b\u00a0LaTeX"),
        (r"\text{a\it b\rm c}", "abc"),
        (r"\verb|a_b{|", "a_b{"),
        (r"\mathbbm{1}\bm{x}", "𝟙𝒙"),
        (r"\require{mhchem}\ce{H2O}", "H2O"),
        (r"a\kern{1em}b\hspace*{1em}c", "abc"),
        (r"\bigl. x \bigr)", "x)"),
        (r"a \above 1pt b", "ab"),
        (r"\blue{a}", "a"),
    ],
)
def test_what_is_shown(tex, text):
    assert words(tex) == text


def test_a_diagram_is_a_table_of_objects_and_arrows():
    tex = r"\begin{CD} A @>f>> B @<<g< C \\ @VVhV @| @AAkA \\ D @= E @. F \end{CD}"
    (result,) = typeset_formulas([Formula(tex, display=True)])
    assert not result.error
    assert result.html.count("<mtr>") == 3
    assert all(sign in result.html for sign in "→←↓↑‖=")


@pytest.mark.parametrize("tex", [r"\begin{CD} A @> B \end{CD}", r"\begin{CD} A @? B \end{CD}", r"a \above b"])
def test_what_is_misused_is_an_error(tex):
    (result,) = typeset_formulas([Formula(tex, display=True)])
    assert result.error


def test_macros_and_packages_go_together():
    assert words(r"\newcommand{\water}{\ce{H2O}}\water") == "H2O"
    assert words(r"\abs{\ce{A ->[\abs{x}] B}}") == "|A→|x|B|"
