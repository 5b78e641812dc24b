"""Captions of figures."""

import pytest

from posts.rendering.pipeline import render_in_process
from tests.support.html import mathml_to_tex


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (r"损失 $L_{\text{x}}\,y$", r"损失 <math>L_{\text{x}}\,y</math>"),
        (r"\(a\{b\}\) 与 $c$，后", r'<math>a\{b\}</math> 与 <span class="nowrap"><math>c</math>，</span>后'),
        ("`x_$i$` 与 ``a`b``", "<code>x_$i$</code> 与 <code>a`b</code>"),
        (r"\"甲\" \$5 &amp; \*乙\* $6", '"甲" $5 &amp; *乙* $6'),
        ("**甲** <b>", "**甲** &lt;b&gt;"),
    ],
)
@pytest.mark.parametrize(
    "picture", ['![猫](/a.png "{}")', '[![猫](/a.png "{}")](/b/)', '> ![猫](/a.png "{}")']
)
def test_a_caption_holds_formulas_and_code(picture, title, expected):
    html = render_in_process(picture.replace("{}", title)).html
    assert f"<figcaption>{expected}</figcaption>" in mathml_to_tex(html)


def test_a_formula_that_fails_in_a_caption_tells_its_line():
    [warning] = render_in_process('文\n\n![猫](/a.png "$\\foo$")').warnings
    assert (warning.kind, warning.line) == ("formula", 3)
