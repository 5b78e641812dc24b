"""Which formulas are given to the engine without being parsed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.rendering.formulas.complexity import check_complexity
from posts.rendering.formulas.numbering import EquationNumbers, number_display_formula, number_inline_formula
from posts.rendering.formulas.plain_formulas import is_plain_formula
from posts.rendering.formulas.preparation import prepare_nodes
from posts.rendering.formulas.tex import parse_tex, serialize_tex
from tests.support.proofs import scale

PLAIN = [*"x+'*(]^_#~{} \n", "12", "{a}", r"\frac", r"\alpha", r"\langle", r"\displaystyle"]
OTHER = [*"&%$损⌈\\\xa0", r"\left(", r"\!", r"\{", r"\\", r"\text", r"\limits", r"\operatorname*"]
FORMULAS = st.one_of(
    st.lists(st.sampled_from(pieces), max_size=length).map("".join)
    for pieces, length in ((PLAIN, 30), (PLAIN + OTHER, 10))
)


@pytest.mark.parametrize(
    "tex", ["x", "x_i^2", r"\theta", r"\frac{\partial L}{\partial W_{ij}}", r"f(x) = a\,b"]
)
def test_most_formulas_are_plain(tex):
    assert is_plain_formula(tex)


@pytest.mark.parametrize(
    "tex",
    [r"\ce{H}", r"\text{a}", r"\tag{1}", r"\label{a}", r"a & b", r"a \\ b", "a % b", r"\left( x \right)",
     "{x", "x}", r"\begin{cases} x \end{cases}", "损失", "(" * 20, "{" * 20 + "}" * 20, r"\hat" * 70 + " x"],
)  # fmt: skip
def test_what_has_to_be_looked_into_is_not(tex):
    assert not is_plain_formula(tex)


@pytest.mark.proof
@settings(max_examples=scale(500, 5_000), deadline=None, database=None)
@given(FORMULAS)
def test_a_plain_formula_would_be_allowed_and_come_out_as_it_is(tex):
    if not is_plain_formula(tex):
        return
    tree = parse_tex(tex)
    check_complexity(tree)
    for numbered in (number_display_formula, number_inline_formula):
        assert serialize_tex(numbered(prepare_nodes(tree), EquationNumbers())).strip() == tex.strip()


def test_a_long_formula_is_known_in_linear_time():
    assert not is_plain_formula(r"\alpha x" * 100_000 + "}")
    assert not is_plain_formula("x" * 1_000_000 + "&")
