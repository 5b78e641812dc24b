"""Numbers with units, of mhchem and siunitx."""

import pytest

from posts.rendering.formulas import Formula, typeset_formulas
from posts.rendering.formulas.units import translate_number, translate_quantity, translate_unit


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("123 kJ", r"123\,\mathrm{kJ}"),
        ("123 mm2", r"123\,\mathrm{mm}^{2}"),
        ("123 J s", r"123\,\mathrm{J}\,\mathrm{s}"),
        ("123 kJ*mol-1", r"123\,\mathrm{kJ}{\cdot}\mathrm{mol}^{-1}"),
        ("123 kJ mol^-1", r"123\,\mathrm{kJ}\,\mathrm{mol}^{-1}"),
        ("123 kJ/mol", r"123\,\mathrm{kJ}/\mathrm{mol}"),
        ("123 kJ//mol", r"123\,\frac{\mathrm{kJ}}{\mathrm{mol}}"),
        ("1.2e3 kJ", r"1.2\times 10^{3}\,\mathrm{kJ}"),
        ("1,2 m", r"1{,}2\,\mathrm{m}"),
        ("12345 m", r"12\,345\,\mathrm{m}"),
        ("8.00 \\pm 0.05 nm", r"8.00\pm 0.05\,\mathrm{nm}"),
        ("25 °C", r"25\,\mathrm{°C}"),
        (r"5 \mu m", r"5\,\mathrm{µ}\,\mathrm{m}"),
        ("50%", r"50\,\%"),
    ],
)
def test_a_quantity_in_tex(source, tex):
    assert translate_quantity(source) == tex


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        (r"\metre\per\second\squared", r"\mathrm{m}\,\mathrm{s}^{-2}"),
        (r"\kilo\gram\cubic\metre", r"\mathrm{kg}\,\mathrm{m}^{3}"),
        (r"\degreeCelsius", r"\mathrm{°C}"),
        ("m.s^{-1}", r"\mathrm{m}{\cdot}\mathrm{s}^{-1}"),
        (r"\kilo\ohm", r"\mathrm{kΩ}"),
        (r"\metre\tothe{4}", r"\mathrm{m}^{4}"),
    ],
)
def test_a_unit_in_tex(source, tex):
    assert translate_unit(source) == tex


def test_digits_stand_in_groups():
    assert translate_number("1234567.12345") == r"1\,234\,567.123\,45"
    assert translate_number("1234") == "1234"


@pytest.mark.parametrize(
    "tex",
    [
        r"\SI{9.8}{\metre\per\second\squared}",
        r"\SI[mode=text]{3e8}{m/s}",
        r"\si{\kilogram}",
        r"\qty{9.8}{m/s^2}",
        r"\num{1.5e3}",
        r"\ang{12;30;5}",
        r"\SIrange{1}{2}{\metre}",
        r"\unit{m}",
        r"\pu{}",
    ],
)
def test_the_commands_are_set(tex):
    (result,) = typeset_formulas([Formula(tex, display=False)])
    assert not result.error
