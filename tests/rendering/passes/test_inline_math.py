"""Inline formulas before the parser: which dollars are formulas, and which are text."""

import re

import pytest

from posts.rendering.passes.inline_math import protect_inline_formulas
from posts.rendering.pipeline import render_in_process
from posts.rendering.source import SourceText


def formulas(source):
    """Return the formulas of `source` as TeX."""
    annotations = re.findall(
        r"<annotation[^>]*>(.*?)</annotation>", render_in_process(source).html, re.DOTALL
    )
    return [tex.replace("&gt;", ">") for tex in annotations]


@pytest.mark.parametrize(
    "text",
    [
        "把 $HOME/bin:$PATH 加进去。",
        "set $HOME,$PATH and $USER",
        "use $FOO/$BAR and ${HOME}:${PATH}",
        "变量 $HOME 与（$PATH）",
        "变量 $GOPATH和$GOROOT",
        "cp $SRC-$DST and $5",
        "it costs $5, and $10 and 3$.",
        "US$5 and HK$10, 花了$5，又花了$10。",
        "between $5 and 10$ or $20k-$30k",
        "花了$5，又花了3$",
        "分别使用修改器$inc,$set,$push进行操作",
    ],
)
def test_variables_and_prices_are_text(text):
    result = render_in_process(text)
    assert result.formulas == 0
    assert result.text == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the $n$th, $k$-NN and $p$-value", ["n", "k", "p"]),
        ("设$x$为$y$，则$f:A$", ["x", "y", "f:A"]),
        ("$2 x and y$, $5$, $3^2$", ["2 x and y", "5", "3^2"]),
        ("$A_B$和$CD$", ["A_B", "CD"]),
        ("$x$ and $HOME:$PATH and $y$", ["x", "y"]),
    ],
)
def test_formulas_stay_formulas(text, found):
    assert formulas(text) == found


@pytest.mark.parametrize(
    "text", ["| a |\n|---|\n| $HOME:$PATH |", "# $HOME:$PATH", "> $HOME:$PATH", "<div>\n$HOME:$PATH\n</div>"]
)
def test_variables_are_text_in_every_block(text):
    result = render_in_process(text)
    assert result.formulas == 0
    assert "$HOME:$PATH" in result.html


@pytest.mark.parametrize("text", ["`$HOME:$PATH`", "```\n$HOME:$PATH\n```", "    $HOME:$PATH"])
def test_code_is_left_alone(text):
    assert "$HOME:$PATH</code>" in render_in_process(text).html.replace("\n", "")
    source = SourceText.from_text(text)
    assert protect_inline_formulas(source, None).text == text


def test_code_in_html_is_left_alone():
    assert "<code>$HOME:$PATH</code>" in render_in_process("<div><code>$HOME:$PATH</code></div>").html


def test_an_address_may_hold_dollars():
    assert 'href="http://a/$HOME:$PATH"' in render_in_process("[x](http://a/$HOME:$PATH)").html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("积 $\\begin{pmatrix}1\\end{pmatrix}\n=\nx$ 完", "\\begin{pmatrix}1\\end{pmatrix} = x"),
        ("$a\n- b\n+ c$", "a - b + c"),
        ("> $a\n> = b$", "a = b"),
        ("a $x\n> 3$ b", "x > 3"),
        ("$ \\begin{matrix}1\\end{matrix} $", "\\begin{matrix}1\\end{matrix}"),
        ("$\n\\begin{align}\na\n\\end{align}\n$ end", "\\begin{align} a \\end{align}"),
        ("$x = \\text{a\n- b}$", "x = \\text{a - b}"),
    ],
)
def test_a_formula_over_several_lines_is_whole(text, found):
    assert formulas(text) == [found]


@pytest.mark.parametrize(
    "text", ["- costs $5\n- costs 3$", "- $x\n- y$", "a $x\n\n- b$", "it is $five\n- dollars$"]
)
def test_lists_stay_lists(text):
    assert "<li>" in render_in_process(text).html
    assert not formulas(text)


def test_lines_after_a_joined_formula_keep_their_numbers():
    result = render_in_process("$a\n= b$\nc\n\n$\\nope$")
    assert [warning.line for warning in result.warnings] == [5]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[\\[4\\]][s]\n\n[s]: https://a.b", '<a href="https://a.b">[4]</a>'),
        ("[a \\[4\\] b](https://a.b)", '<a href="https://a.b">a [4] b</a>'),
        ("![\\[4\\]](a.png)", 'alt="[4]"'),
    ],
)
def test_brackets_in_the_text_of_a_link_are_brackets(text, html):
    assert html in render_in_process(text).html


def test_tex_in_the_text_of_a_link_is_an_inline_formula():
    html = render_in_process("[\\[\\alpha_1\\]](https://a.b)").html
    assert '<a href="https://a.b"><math>' in html


def test_most_sources_are_not_touched():
    source = SourceText.from_text("设 $x$ 为 $y$。\n\n$$\nz\n$$")
    assert protect_inline_formulas(source, None) is source
