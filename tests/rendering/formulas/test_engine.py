"""Formulas: what is set, what is numbered, what is refused."""

import re
import subprocess
import sys
import textwrap

import pytest
from lxml import etree

from posts.rendering.formulas import Formula, typeset_formulas


def display(*formulas, **options):
    return typeset_formulas([Formula(tex, display=True) for tex in formulas], **options)


def html(tex, *, is_display=True):
    (result,) = typeset_formulas([Formula(tex, display=is_display)])
    assert not result.error, result.error
    return result.html


def words(markup):
    """Return the text of MathML without the TeX beside it."""
    return re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", markup)


# What comes out -------------------------------------------------------------------------


def test_a_formula_is_mathml_with_its_tex_beside_it():
    assert html("x<1", is_display=False) == (
        "<math><semantics><mrow><mi>x</mi><mo>&lt;</mo><mn>1</mn></mrow>"
        '<annotation encoding="application/x-tex">x&lt;1</annotation></semantics></math>'
    )


def test_the_tex_beside_it_is_what_the_author_typed():
    assert r"\begin{split}a\end{split}</annotation>" in html(r"\begin{split}a\end{split}")


SAMPLES = [
    r"\frac{a}{b} + \sqrt[3]{x} + \binom{n}{k}",
    r"\sum_{i=1}^n \int_0^1 \lim_{x\to0} \prod\limits_j",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\begin{array}{c|cc} \hline x & 0 & 1 \\ \hdashline y & 2 & 3 \\ \hline \end{array}",
    r"\begin{cases} x & a \\ y & \text{否则} \end{cases}",
    r"\begin{align} a &= b \tag{1} \\ c &= d \end{align}",
    r"\begin{multline} a \\ b \\ c \end{multline}",
    r"\cancel{x} \bcancel{y} \xcancel{z} \boxed{w} \cfrac{1}{2}",
    r"\color{red} x \textcolor{blue}{y} \color{#0f0} z",
    r"a\!b \hspace{-2em} c \kern-3pt d \hspace{10pt} \raisebox{2pt}{e}",
    r"\arg\max_x \operatorname*{arg\,min}_y \mathop{\rm softmax}\limits_z",
    r"\text{\textsc{Abc}} \textsf{b} \textrm{c} \texttt{d}",
    r"\substack{a \\ b} \xrightarrow[b]{a} \underbrace{x}_{n}",
    r"\sqrt{\smash[b]{y}} \cramped{x^2}",
]


@pytest.mark.parametrize("tex", SAMPLES)
def test_the_output_is_well_formed_and_has_no_style(tex):
    root = etree.fromstring(html(tex))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "id", "href", "onclick"}


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\color{red} x", 'mathcolor="#FF0000"'),
        (r"\color{green} x", 'mathcolor="#008000"'),
        (r"\textcolor{#0a0}{x}", 'mathcolor="#00AA00"'),
        (r"a\!b", '<mspace class="back-3"/>'),
        (r"\hspace{10pt}", '<mspace width="1em"/>'),
        (r"\begin{array}{c|c} a & b \end{array}", '<mtd class="line-right">'),
    ],
)
def test_a_style_of_the_engine_becomes_a_class_or_an_attribute(tex, expected):
    assert expected in html(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\pmb{x}",
        r"a \dotsc b",
        r"\widetilde{xyz}",
        r"\mathbbm{1}",
        r"\mathds{1}",
        r"\mbox{a b}",
        r"\argmin_x",
        r"\begin{split} a &= b \\ c &= d \end{split}",
        r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}",
        r"\begin{alignat}{2} a &= b & c &= d \end{alignat}",
        r"\begin{aligned}[t] a \end{aligned}",
        r"\begin{smallmatrix} a & b \end{smallmatrix}",
        r"\begin{aligned} a \\[2pt] b \end{aligned}",
        r"\text{if $x > 0$ then}",
        r"\sum_{\substack{i \\ j}} x",
        r"\left< x \right>",
        r"a \\ b",
        r"a &= b \\ &= c",
        r"\underbrace{x}\limits_{n}",
        r"\require{cancel} x",
        r"\rule{1em}{2pt} x",
        "a\\\nb",
        "a % b }\nc",
        r"\large x",
        r"\text{\bf x \qquad y}",
        r"\operatorname{arg_{max}}",
        r"\mathrm{中文} + \text{中文} + 中文",
        r"\mathop{\arg\max}\limits_{x}",
        r"\left\{ \begin{align} a \\ b \end{align} \right.",
        r"\begin{equation} \begin{split} a \end{split} \end{equation}",
        r"a \not\!\perp b",
        r"a \not\hspace{1pt}\perp b",
        r"a \not\mathrel{\perp\!\!\!\perp} b",
        r"a \not{\!\perp\perp} b",
        r"\not\,a",
    ],
)
def test_what_mathjax_and_katex_read_is_read(tex):
    html(tex)


def test_words_between_dollars_in_text_are_a_formula():
    assert "<mtext>若\u00a0</mtext><mi>x</mi>" in html(r"\text{若 $x$}")


def test_a_row_of_an_eqnarray_is_aligned_at_its_relation():
    assert html(r"\begin{eqnarray} a &=& b \end{eqnarray}").count("<mtd") == 2


@pytest.mark.parametrize("tex", [r"\not=", r"\not{=}", r"\not\mathrel{=}", r"\not\!=", r"\not\; ="])
def test_the_stroke_of_a_negation_goes_through_the_next_sign(tex):
    assert words(html(tex)) == "≠"


def test_han_characters_are_set_in_the_font_of_the_text():
    assert "<mtext>损失</mtext>" in html(r"\mathrm{损失}")
    assert html(r"x_{训练}").count("<mtext>") == 2


def test_fences_around_what_is_low_do_not_grow():
    assert 'stretchy="false">(' in html(r"f\left(x_1\right)")
    assert "<mo>(</mo><mfrac>" in html(r"\left(\frac12\right)")


def test_a_site_has_its_own_commands():
    (result,) = display(r"\R^n", macros={"R": r"\mathbb{R}"})
    assert "ℝ" in result.html


# Numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "numbers"),
    [
        (r"\begin{equation} a \end{equation}", []),
        (r"\begin{equation} a \label{x} \end{equation}", ["(1)"]),
        (r"\begin{align} a \\ b \end{align}", []),
        (r"\begin{align} a \label{x} \\ b \\ c \label{y} \end{align}", ["(1)", "(2)"]),
        (r"\begin{align*} a \\ b \tag{A} \end{align*}", ["(A)"]),
        (r"\begin{gather} a \tag{1} \\ b \end{gather}.", ["(1)"]),
        (r"\begin{aligned} a \tag{1} \\ b \end{aligned}", ["(1)"]),
        (r"\begin{multline} a \\ b \tag{9} \end{multline}", ["(9)"]),
        (r"E = mc^2 \tag{3.1}", ["(3.1)"]),
        (r"E = mc^2 \label{x}", ["(1)"]),
        (r"E \tag*{乙}", ["乙"]),
        (r"E \tag{式一}", ["(式一)"]),
        (r"E \tag{$\ast$ 2}", ["(2)"]),
        (r"\left\{ \begin{align} a \tag{1} \\ b \end{align} \right.", ["(1)"]),
    ],
)
def test_only_equations_with_a_label_or_a_tag_have_a_number(tex, numbers):
    assert (
        re.findall(r'<mtd class="(?:half|margin) right"(?: id="eq:\d+")?><mtext>(.*?)</mtext>', html(tex))
        == numbers
    )


def test_the_numbers_of_rows_of_different_width_stand_below_one_another():
    source = r"\begin{align} a &= b & c &= d \label{x} \\ e &= f \tag{2} \\ g \end{align}"
    rows = re.findall("<mtr>.*?</mtr>", html(source))
    assert [row.count("<mtd") for row in rows] == [6, 6, 6]


def test_a_reference_leads_to_its_equation_from_before_and_after():
    before, equation, after = display(r"\eqref{eq:a_b}", r"x \label{eq:a_b}", r"\ref{eq:a_b}")
    assert before.html == '<a href="#eq:1">(1)</a>'
    assert 'id="eq:1"' in equation.html
    assert after.html == '<a href="#eq:1">1</a>'


def test_a_reference_within_a_formula_is_a_link():
    _, result = display(r"x \label{a}", r"\text{由 } \eqref{a}")
    assert '<mtext><a href="#eq:1">(1)</a></mtext>' in result.html


def test_an_equation_with_a_label_has_an_id_other_posts_can_lead_to():
    assert ' id="eq:1"' in html(r"x \label{a}")
    assert " id=" not in html(r"x \tag{1}")


def test_a_reference_to_nothing_is_no_link():
    (result,) = display(r"\eqref{lost}")
    assert result.html == "(??)"


def test_numbers_go_on_when_a_formula_in_between_fails():
    results = display(r"a \label{a}", r"\nonsense \label{b}", r"c \label{c}")
    assert "(1)" in results[0].html
    assert results[1].error
    assert "(2)" in results[2].html


# What fails -----------------------------------------------------------------------------


def test_a_formula_that_fails_shows_its_source_and_the_reason():
    (result,) = display('\\nonsense <b> "x"')
    assert result.error == r'Unknown command "\nonsense".'
    assert result.html == (
        '<code class="formula-error" title="Unknown command &quot;\\nonsense&quot;.">'
        "\\nonsense &lt;b&gt; &quot;x&quot;</code>"
    )


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        ("{x", "“{” is never closed."),
        ("x}", "“}” closes nothing."),
        (r"\left( x", r"“\left(” is never closed."),
        (r"\begin{a} x \end{b}", r"“\begin{a}” ends at “\end{b}”."),
        ("x" * 10_001, "The formula has 10,001 characters; 10,000 are allowed."),
    ],
)
def test_the_reason_is_said_in_words(tex, reason):
    assert display(tex)[0].error == reason


@pytest.mark.parametrize("command", ["\\catcode", "\\csname", "\\expandafter"])
def test_a_formula_does_not_change_tex_itself(command):
    (result,) = display(rf"{command}\x{{}}")
    assert result.error == f"“{command}” is not allowed in a formula."


def test_a_tag_needs_a_display_formula():
    (result,) = typeset_formulas([Formula(r"x \tag{1}", display=False)])
    assert result.error == r"“\tag” needs a display formula."


@pytest.mark.parametrize(
    "tex", [r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\cssId{a}{x}", r"\class{a}{x}"]
)
def test_an_author_sets_no_link_style_class_or_id(tex):
    assert words(html(tex)) == "x"
    assert "javascript" not in re.sub("<annotation.*", "", html(tex))


HOSTILE = {
    "fractions": r"\frac{1}{" * 1_100,
    "braces": "{" * 4_000 + "}" * 4_000,
    "braces hidden by comments": "{%}\n" * 2_400,
    "accents": r"\hat" * 2_400 + " x",
    "fractions without braces": r"\frac1" * 1_600 + "1",
    "fractions of spaces": r"\frac\!" * 1_400,
    "optional arguments": r"\sqrt[\frac12]" * 700 + "x",
    "scripts": "x^{" * 3_000,
    "fences": r"\left(" * 1_600,
    "environments": r"\begin{matrix}" * 350 + r"\end{matrix}" * 350,
    "switches": r"\displaystyle " * 700,
    "parentheses": "(" * 9_000,
    "closed parentheses": "(" * 4_000 + ")" * 4_000,
    "parentheses in sums": r"\sum [" * 60,
    "parentheses in groups": "{(}" * 60,
    "macros": r"\pmb" * 2_400 + " x",
    "primes": "'" * 9_000,
    "cells": "&" * 9_000,
    "rows": r"\\" * 4_900,
}
CHILD = """
    import sys, threading
    from posts.rendering.formulas import Formula, typeset_formulas

    tex = sys.stdin.read()
    threading.stack_size(1024 * 1024)
    work = lambda: typeset_formulas([Formula(tex, display) for display in (True, False)])
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    print("alive")
"""


@pytest.mark.parametrize("tex", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_formula_neither_kills_the_process_nor_holds_it(tex):
    command = [sys.executable, "-c", textwrap.dedent(CHILD)]
    done = subprocess.run(command, input=tex, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    assert done.stdout == "alive\n"
    assert done.stderr == ""


def test_a_root_has_the_height_of_a_capital():
    assert '<msqrt><mspace height="0.7em"/><mi>x</mi></msqrt>' in html(r"\sqrt{x}")


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\dfrac12", '<mstyle displaystyle="true"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>'),
        (r"\tfrac12", '<mstyle displaystyle="false"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>'),
        (
            r"\dfrac{\frac12}3",
            '<mstyle displaystyle="true"><mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><mn>3</mn></mfrac>'
            "</mstyle>",
        ),
        (
            r"\tbinom nk",
            '<mstyle displaystyle="false"><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac></mstyle>',
        ),
        (r"\genfrac(){}{0}{a}{b}", '<mstyle displaystyle="true" scriptlevel="0"><mo'),
        (r"\begin{matrix}x\end{matrix}", '<semantics><mtable displaystyle="false"><mtr>'),
        (
            r"x^{\begin{matrix}x\end{matrix}}",
            '<msup><mi>x</mi><mstyle scriptlevel="0"><mtable displaystyle="false"><mtr>',
        ),
        (
            r"\sum_{\substack{a\\b}}",
            '<mstyle scriptlevel="1"><mtable displaystyle="false"><mtr>',
        ),
    ],
)
def test_style_stands_where_the_checker_of_html_knows_it(tex, expected):
    assert expected in html(tex)
    assert not re.search(r"<(mtable[^>]* scriptlevel|(mfrac|mrow)[^>]* displaystyle)", html(tex))


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        # Only of accents that say that they never widen does the stylesheet know it.
        (r"\dot{x}", '<mo stretchy="false">˙</mo></mover>'),
        (r"\ddot{x}", '<mo stretchy="false">¨</mo></mover>'),
        (r"\acute{x}", '<mo stretchy="false">´</mo></mover>'),
        (r"\mathring{x}", '<mo stretchy="false">˚</mo></mover>'),
        (r"\hat{x}", '<mo stretchy="false">ˆ</mo></mover>'),
        # Above or below a letter no sign has room at its sides.
        (r"\vec{x}", '<mo stretchy="false" lspace="0" rspace="0">\u20d7</mo></mover>'),
        (r"\overline{x}", '<mo stretchy="true" lspace="0" rspace="0">\u0332</mo></mover>'),
        (r"\overrightarrow{x}", '<mo lspace="0" rspace="0">→</mo></mover>'),
        # Firefox would draw it as large as a sum.
        (r"a \odot b", '<mo largeop="false" lspace="0.2222em" rspace="0.2222em">⊙</mo>'),
    ],
)
def test_signs_say_what_not_every_browser_knows(tex, mathml):
    assert mathml in html(tex)


def test_a_sign_of_a_given_size_has_something_as_high_beside_it():
    space = '<mspace height="0.85em" depth="0.35em"/>'
    assert f'<mrow>{space}<mo minsize="1.2em" maxsize="1.2em">(</mo></mrow>' in html(r"\big( x \big)")


def test_a_small_matrix_is_small():
    mathml = html(r"\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}")
    assert '<mstyle displaystyle="false" scriptlevel="1"><mtable displaystyle="false"><mtr>' in mathml
