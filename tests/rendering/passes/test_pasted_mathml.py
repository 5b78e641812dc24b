"""MathML that an author pasted."""

import pytest

from posts.rendering.passes.pasted_mathml import sanitize_mathml
from posts.rendering.pipeline import render_in_process


def test_pasted_mathml_is_kept():
    formula = '<mi>x</mi><mo stretchy="false">&lt;</mo><mn>2</mn></math>'
    source = f'一 <math xmlns="http://www.w3.org/1998/Math/MathML">{formula} 二'
    rendered = render_in_process(source)
    assert rendered.html == f"<p>一 <math>{formula} 二</p>"
    assert (rendered.text, rendered.has_math, rendered.warnings) == ("一 x < 2 二", True, ())


def test_the_tex_beside_it_is_the_text():
    source = (
        '<math display="block"><semantics><mrow><mi>x</mi></mrow>'
        '<annotation encoding="application/x-tex">\\alpha</annotation></semantics></math>'
    )
    rendered = render_in_process(source)
    assert '<math display="block"><semantics><mrow><mi>x</mi></mrow><annotation' in rendered.html
    assert rendered.text == "\\alpha"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<math><mi onclick='x'>a</mi></math>", "<math><mi>a</mi></math>"),
        ("<math href='javascript:x'><mi style='x' mathcolor='#f00'>a</mi></math>",
         '<math><mi mathcolor="#f00">a</mi></math>'),
        ("<math><style><img src=x onerror=x></style><mi>a</mi></math>", "<math><mi>a</mi></math>"),
        ("<math><mtext><script>a</script></mtext></math>", "<math><mtext>a</mtext></math>"),
        ("<math><mrow><mi>a</mrow></math>", "<math><mrow><mi>a</mi></mrow></math>"),
        ("<math><mi>a</mi></mrow></math>", "<math><mi>a</mi></math>"),
        ("<math><mspace width='1em'/><mi>a</mi></math>",
         '<math><mspace width="1em"></mspace><mi>a</mi></math>'),
        ("<math><semantics><mi>a</mi><annotation-xml><b>c</b></annotation-xml></semantics></math>",
         "<math><semantics><mi>a</mi></semantics></math>"),
        ("<math><math><mi>a</mi></math></math>", "<math><mi>a</mi></math>"),
        ("<math></math>", ""),
        ("text", ""),
    ],
)  # fmt: skip
def test_nothing_but_mathml_is_left_of_it(source, expected):
    assert sanitize_mathml(source) == expected


def test_formulas_in_formulas_end_somewhere():
    assert (
        sanitize_mathml("<math>" + "<mrow>" * 5000 + "a" + "</mrow>" * 5000 + "</math>").count("<mrow>") < 100
    )


def test_an_empty_formula_is_named():
    [warning] = render_in_process("一\n\n<math></math>").warnings
    assert (warning.kind, warning.line, warning.detail) == ("hidden-html", 3, "<math>")


def test_what_pretends_to_be_a_placeholder_is_cleaned():
    html = render_in_process('<span data-math-style="mathml">&lt;img src=x onerror=alert(1)&gt;</span>').html
    assert "<img" not in html
