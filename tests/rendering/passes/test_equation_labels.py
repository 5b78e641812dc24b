"""Labels of equations: given twice, or referred to and given by none."""

import pytest

from posts.rendering.pipeline import render_in_process


def warnings_of(source):
    return [(warning.kind, warning.line, warning.detail) for warning in render_in_process(source).warnings]


def test_a_reference_leads_to_the_first_of_two():
    source = "$$\nb \\label{q}\n$$\n\n$$\nc \\label{q}\n$$\n\n见 $\\eqref{q}$。"
    html = render_in_process(source).html
    assert '<a href="#eq:1">(1)</a>' in html
    assert html.index('id="eq:1"') < html.index("<mi>c</mi>")
    assert "(2)" in html
    assert warnings_of(source) == [("duplicate-label", 5, "q")]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("一\n\n见 \\eqref{x}。", "\\eqref{x}。"),
        ("一\n\n见 $\\ref{x}$。", "\\ref{x}。"),
        ("一\n\n$a + \\ref{x}$", "(??)"),
        ("一\n\n## \\eqref{x}", "\\eqref{x}"),
    ],
)
def test_a_reference_to_none_is_named(source, shown):
    assert warnings_of(source) == [("missing-label", 3, "x")]
    assert shown in render_in_process(source).html


def test_references_in_headings_and_tables_lead_there():
    html = render_in_process(
        "$$\na\\label{x}\n$$\n\n## 由 \\eqref{x}\n\n| 甲 |\n|---|\n| \\ref{x} |\n\n`\\ref{x}`"
    ).html
    assert html.count('href="#eq:1"') == 2
    assert "<code>\\ref{x}</code>" in html
