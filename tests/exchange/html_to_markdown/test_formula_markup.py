"""Formulas of pages: their TeX, whatever typeset them."""

import pytest

from posts.exchange.html_to_markdown import convert_html

FORMULAS = [
    # A kind of page, its HTML, what becomes of it.
    ("KaTeX", '<span class="katex"><math><annotation encoding="application/x-tex">a&lt;b</annotation></math></span>', "$a<b$"),
    ("MathML with an alternative text", '<math alttext="\\alpha"><mi>α</mi></math>', "$\\alpha$"),
    ("MathJax 2 on lines of its own", '<script type="math/tex; mode=display">x\n\n=1</script>', "$$\nx\n=1\n$$"),
    ("WordPress", '<img class="latex" src="https://s0.wp.com/latex.php?latex=x" alt="x^2">', "$x^2$"),
    ("Jetpack's text", "<p>$latex \\frac12$ and [latex]y[/latex]</p>", "$\\frac12$ and $y$"),
    ("Zhihu's picture", '<img eeimg="1" src="//www.zhihu.com/equation?tex=a%2Bb+c" alt="[公式]">', "$a+b c$"),
    ("Zhihu on lines of its own", '<img eeimg="2" alt="a=b\\\\" src="x">', "$$\na=b\n$$"),
    ("CodeCogs", '<img src="https://latex.codecogs.com/svg.latex?\\inline&amp;space;x_1">', "$x_1$"),
    ("Pandoc", '<span class="math inline">\\(x\\)</span> <span class="math display">\\[y\\]</span>', "$x$\n\n$$\ny\n$$"),
    ("GitHub", "<math-renderer>$\\sqrt2$</math-renderer>", "$\\sqrt2$"),
    ("公众号", '<span data-formula="\\beta"><svg></svg></span>', "$\\beta$"),
    ("a digit behind it", '<p><span data-tex="x"></span>2</p>', "$`x`$2"),
    ("dollars in it", '<span data-tex="\\text{$5}"></span>', "$`\\text{$5}`$"),
    ("in a heading", '<h2>On <span class="katex-display" data-tex="x"></span></h2>', "## On $x$"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "markdown"), [case[1:] for case in FORMULAS], ids=[case[0] for case in FORMULAS]
)
def test_the_formula_of(html, markdown):
    assert convert_html(html).markdown == f"{markdown}\n"


MATHML = [
    ("<mi>sin</mi><mo>⁡</mo><mi>x</mi>", "\\sin x"),
    ("<mi>rank</mi><mi mathvariant='bold'>A</mi>", "\\operatorname{rank}\\mathbf{A}"),
    ("<msubsup><mi>x</mi><mn>1</mn><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msubsup>", "x_1^{n+1}"),
    ("<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>", "{(a)}^2"),
    ("<msup><mi>f</mi><mo>′</mo></msup>", "f'"),
    ("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}"),
    ("<mover><mi>x</mi><mo>^</mo></mover><mover><mi>v</mi><mo>→</mo></mover>", "\\hat{x}\\vec{v}"),
    ("<munder><mi>lim</mi><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder>", "\\lim_{n\\to \\infty}"),
    ("<munderover><mo>∏</mo><mi>i</mi><mi>n</mi></munderover>", "\\prod_i^n"),
    ("<mover><mo>=</mo><mtext>def</mtext></mover>", "\\overset{\\text{def}}{=}"),
    ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>", "\\begin{matrix}1 & 0 \\\\ 0 & 1\\end{matrix}"),
    ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "{{n} \\atop {k}}"),
    ("<mfenced open='[' close=')'><mi>a</mi><mi>b</mi></mfenced>", "\\left[a,b\\right)"),
    ("<mn>5</mn><mo>%</mo><mo>{</mo>", "5\\%\\{"),
    ("<mo>∀</mo><mi>ε</mi><mo>&gt;</mo><mn>0</mn>", "\\forall \\varepsilon >0"),
]  # fmt: skip


@pytest.mark.parametrize(("mathml", "tex"), MATHML)
def test_mathml_without_its_source_becomes_tex(mathml, tex):
    assert convert_html(f"<math><mrow>{mathml}</mrow></math>").markdown == f"${tex}$\n"


def test_mathml_nested_too_deep_loses_no_words():
    html = f"<p>a <math>{'<mrow>' * 500}<mi>x</mi>{'</mrow>' * 500}</math> b</p>"
    assert convert_html(html).markdown == "a x b\n"


OFFICE = [
    ("<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "\\frac{a}{2}"),
    ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><m:t>≤y</m:t></m:r>", "x^{2}\\le y"),
    ('<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>', "\\sum_{i}^{n} i"),
    ('<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg></m:deg><m:e><m:r><m:t>α</m:t></m:r></m:e></m:rad>', "\\sqrt{\\alpha}"),
    ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>', "\\left[a\\right]"),
    ("<m:func><m:fName><m:r><m:t>sin</m:t></m:r></m:fName><m:e><m:r><m:t>x</m:t></m:r></m:e></m:func>", "\\sin x"),
]  # fmt: skip


@pytest.mark.parametrize(("omml", "tex"), OFFICE)
def test_equations_of_word_become_tex(omml, tex):
    html = (
        "<p>a <!--[if gte msEquation 12]><m:oMath><span style='mso-bidi'><i>"
        f"{omml}</i></span></m:oMath><![endif]--><![if !msEquation]><img src='file:///C:/e.png'><![endif]> b</p>"
    )
    conversion = convert_html(html)
    assert (conversion.markdown, conversion.notes) == (f"a ${tex}$ b\n", ())
