"""Formulas wider than the text."""

import pytest

from posts.rendering.pipeline import render_in_process

LONG = "f(x) = " + " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(15))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (f"一\n\n$$\n{LONG}\n$$", [3]),
        (f"一\n\n$$\n{LONG[:60]}\n$$", []),
        ("$$\\begin{aligned}" + r" \\ ".join(f"&{LONG[:60]}" for _ in range(9)) + "\\end{aligned}$$", []),
        ("$$\\begin{aligned}" + r" \\ ".join(f"&{LONG}" for _ in range(2)) + "\\end{aligned}$$", [1]),
        (f"一 ${LONG}$ 二", []),
    ],
)
def test_a_formula_wider_than_the_text_is_told_of(source, lines):
    warnings = render_in_process(source).warnings
    assert [warning.line for warning in warnings if warning.kind == "wide-formula"] == lines
