"""The result of a render."""

from posts.rendering.pipeline import render_in_process


def test_only_a_post_with_formulas_has_math():
    assert render_in_process("$x$").has_math
    assert not render_in_process("`$x$` 与 5$").has_math


def test_warnings_are_in_the_order_of_lines():
    lines = [warning.line for warning in render_in_process("[a](#x)\n\n![](/a)\n\n$\\foo$\n\n```\n").warnings]
    assert lines == [1, 3, 5, 7]
