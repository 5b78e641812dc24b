"""`[[#label]]`: references to something in the post itself."""

import pytest

from posts.rendering.pipeline import render_in_process

TEXT = """

::: {#thm-a .theorem}
x
:::

## The *proof*

## 数学 {#sec-m}
"""


def link(words, anchor):
    return f'<a class="reference" href="#{anchor}">{words}</a>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[[#thm-a]] [[#thm-a|this]]", f"{link('Theorem 1', 'thm-a')} {link('this', 'thm-a')}"),
        ("[[#The proof]]", link("The proof", "the-proof")),
        ("[[#the-proof|that]]", link("that", "the-proof")),
        ("[[#sec-m]]，[[#数学]]", f"{link('Section 2', 'sec-m')}，{link('数学', 'sec-m')}"),
        (r"\[[#thm-a]]", "[[#thm-a]]"),
        ("`[[#thm-a]]`", "<code>[[#thm-a]]</code>"),
        ("a[[#1]] ![[#x]]", "a[[#1]] ![[#x]]"),
    ],
)
def test_it_names_a_label_or_a_heading(typed, shown):
    result = render_in_process(typed + TEXT, language="en")
    assert result.html.partition("\n")[0] == f"<p>{shown}</p>"
    assert "missing-label" not in {warning.kind for warning in result.warnings}


def test_what_is_nowhere_stays_as_typed_and_is_named():
    result = render_in_process("a\n\n[[#none]] [[#gone|words]]\n")
    assert "<p>[[#none]] words</p>" in result.html
    assert [(warning.kind, warning.line, warning.detail) for warning in result.warnings] == [
        ("missing-label", 3, "none"),
        ("missing-label", 3, "gone"),
    ]


def test_those_in_a_table_and_in_a_heading():
    html = render_in_process("| a |\n|-|\n| [[#B\\|w]] |\n\n## B\n\n## C [[#B]]").html
    assert f"<td>{link('w', 'b')}</td>" in html
    assert ">C [[#B]]</a></h2>" in html
