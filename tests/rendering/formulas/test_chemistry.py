r"""`\ce`: what it becomes, written by hand."""

import re

import pytest

from posts.rendering.formulas import Formula, typeset_formulas
from posts.rendering.formulas.chemistry import translate_chemistry
from posts.rendering.formulas.tex import TexError


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        # Formulas and indexes
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
        ("CaCO3", r"\mathrm{CaC}\mathrm{O}_{3}"),
        ("(NH4)2S", r"(\mathrm{N}\mathrm{H}_{4})_{2}\mathrm{S}"),
        ("NO_x", r"\mathrm{N}\mathrm{O}_{x}"),
        ("X_{red}", r"\mathrm{X}_{\mathrm{red}}"),
        # Charges
        ("H+", r"\mathrm{H}^{+}"),
        ("OH-(aq)", r"\mathrm{O}\mathrm{H}^{-}\,(\mathrm{aq})"),
        ("CrO4^2-", r"\mathrm{Cr}\mathrm{O}_{4}{}^{2-}"),
        ("[AgCl2]-", r"[\mathrm{Ag}\mathrm{Cl}_{2}]^{-}"),
        ("Y^99+", r"\mathrm{Y}^{99+}"),
        ("Fe^n+", r"\mathrm{Fe}^{n+}"),
        ("Fe^{III}", r"\mathrm{Fe}^{\mathrm{III}}"),
        ("NO^{.-}", r"\mathrm{N}\mathrm{O}^{{\bullet}-}"),
        # Amounts
        ("2H2O", r"2\,\mathrm{H}_{2}\mathrm{O}"),
        ("2 H2O", r"2\,\mathrm{H}_{2}\mathrm{O}"),
        ("0.5 O2", r"0.5\,\mathrm{O}_{2}"),
        ("1/2 O2", r"\tfrac{1}{2}\,\mathrm{O}_{2}"),
        ("n H2O", r"n\,\mathrm{H}_{2}\mathrm{O}"),
        ("$n$ H2O", r"{n}\,\mathrm{H}_{2}\mathrm{O}"),
        # Isotopes
        ("^14_6C", r"{}^{14}_{6}\mathrm{C}"),
        ("^{14}C", r"{}^{14}\mathrm{C}"),
        ("^0_-1e-", r"{}^{0}_{-1}\mathrm{e}^{-}"),
        ("H^3HO", r"\mathrm{H}{}^{3}\mathrm{H}\mathrm{O}"),
        # States, precipitates and gases
        ("NaCl(aq)", r"\mathrm{Na}\mathrm{Cl}\,(\mathrm{aq})"),
        ("BaSO4 v", r"\mathrm{BaS}\mathrm{O}_{4} \downarrow "),
        ("H2 ^", r"\mathrm{H}_{2} \uparrow "),
        # Bonds and addition compounds
        ("A-B=C#D", r"\mathrm{A}{-}\mathrm{B}{=}\mathrm{C}{\equiv}\mathrm{D}"),
        (r"A\bond{...}B", r"\mathrm{A}{\cdot}{\cdot}{\cdot}\mathrm{B}"),
        ("CuSO4.5H2O", r"\mathrm{CuS}\mathrm{O}_{4}{\cdot}5\,\mathrm{H}_{2}\mathrm{O}"),
        ("CuSO4*5H2O", r"\mathrm{CuS}\mathrm{O}_{4}{\cdot}5\,\mathrm{H}_{2}\mathrm{O}"),
        # Operators and arrows
        ("A + B", r"\mathrm{A} + \mathrm{B}"),
        ("A -> B", r"\mathrm{A} \longrightarrow \mathrm{B}"),
        ("A <=> B", r"\mathrm{A} \rightleftharpoons \mathrm{B}"),
        ("A → B", r"\mathrm{A} \longrightarrow \mathrm{B}"),
        ("A ->[H2O] B", r"\mathrm{A} \xrightarrow{\mathrm{H}_{2}\mathrm{O}} \mathrm{B}"),
        ("A ->[$x$][{加热}] B", r"\mathrm{A} \xrightarrow[{\text{加热}}]{{x}} \mathrm{B}"),
        # Words and formulas
        ("{Gluconic Acid}", r"\text{Gluconic Acid}"),
        ("水", r"\text{水}"),
        (r"\alpha-D", r"\alpha {-}\mathrm{D}"),
        (r"\frac{H2}{O2}", r"\frac{\mathrm{H}_{2}}{\mathrm{O}_{2}}"),
    ],
)
def test_an_equation_in_tex(source, tex):
    assert translate_chemistry(source) == tex


@pytest.mark.parametrize("source", ["A ->[B", "$x", r"A\bond{?}B", "->[" * 9 + "]" * 9])
def test_what_cannot_be_read_is_an_error(source):
    with pytest.raises(TexError):
        translate_chemistry(source)


def test_an_equation_is_set_within_a_formula():
    (result,) = typeset_formulas(
        [Formula(r"K = \frac{[\ce{Hg^2+}]}{[\ce{Hg}]} \text{ (\ce{H2O})}", display=True)]
    )
    assert not result.error
    words = re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", result.html)
    assert words == "K=[Hg2+][Hg]\u00a0(H2O)"


@pytest.mark.parametrize("part", ["^", "_", "H2", "->[", "$", "(", "-", ".", "\\{", "->[]", "'", "é"])
def test_a_hostile_equation_takes_no_time(part):
    (result,) = typeset_formulas([Formula(rf"\ce{{{part * 3000}}}", display=True)])
    assert result.html
